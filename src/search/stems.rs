//! Words → what their inflections share, by the Snowball stemmers.

use pagefind_stem::{Algorithm, Stemmer};

/// What stems the words of a language.
pub(super) struct Stems(Option<Stemmer>);

impl Stems {
    /// For the language of a BCP 47 tag; a language without a stemmer keeps its words as they are.
    pub(super) fn of(tag: &str) -> Self {
        let algorithm = match language(tag).as_str() {
            "ar" => Algorithm::Arabic,
            "ca" => Algorithm::Catalan,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hi" => Algorithm::Hindi,
            "hu" => Algorithm::Hungarian,
            "id" => Algorithm::Indonesian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pl" => Algorithm::Polish,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "tr" => Algorithm::Turkish,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// The stem of a word in small letters.
    pub(super) fn stem(&self, word: &str) -> String {
        match &self.0 {
            Some(stemmer) => stemmer.stem(word).into_owned(),
            None => word.to_owned(),
        }
    }
}

/// Whether a BCP 47 tag is that of English.
pub(super) fn is_english(tag: &str) -> bool {
    language(tag) == "en"
}

fn language(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem_in_the_six_languages_that_have_one() {
        for (tag, words) in [
            ("en", ["mediations", "mediation"]),
            ("fr-CH", ["recommandations", "recommandation"]),
            ("es", ["recomendaciones", "recomendación"]),
            ("ru", ["рекомендации", "рекомендация"]),
            ("ar", ["الأمن", "أمن"]),
        ] {
            let stems = Stems::of(tag);
            assert_eq!(stems.stem(words[0]), stems.stem(words[1]), "{tag}");
        }
        assert_eq!(Stems::of("zh").stem("预防"), "预防");
    }
}
