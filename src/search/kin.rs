//! English verbs and the nouns that are made of them, where more changes than an ending: *retain* and
//! *retention*, *verify* and *verification*.
//!
//! A stemmer cuts the endings of words, and leaves such two apart. Each of them finds the other, for
//! less than what it finds itself, since there are other nouns and verbs that look alike and say
//! something else. Where the texts have one of the two only, the other finds that.

use std::collections::{BTreeMap, BTreeSet};

use super::endings::Endings;
use super::groups::Group;

/// What verbs end in, and the nouns that are made of them. At least a letter stands before both.
const PAIRS: [(&str, &str); 50] = [
    ("aintain", "aintenance"),
    ("cede", "cession"),
    ("ceive", "ception"),
    ("cide", "cision"),
    ("claim", "clamation"),
    ("cquire", "cquisition"),
    ("cur", "currence"),
    ("deem", "demption"),
    ("duce", "duction"),
    ("dvise", "dvice"),
    ("ecover", "ecovery"),
    ("fend", "fence"),
    ("fend", "fense"),
    ("fine", "finition"),
    ("ify", "ification"),
    ("lieve", "lief"),
    ("liver", "livery"),
    ("lude", "lusion"),
    ("lyse", "lysis"),
    ("lyze", "lysis"),
    ("mit", "mission"),
    ("nounce", "nunciation"),
    ("nquire", "nquiry"),
    ("ntend", "ntention"),
    ("olve", "olution"),
    ("omply", "ompliance"),
    ("peat", "petition"),
    ("pel", "pulsion"),
    ("pete", "petition"),
    ("plain", "planation"),
    ("plode", "plosion"),
    ("ply", "plication"),
    ("pose", "position"),
    ("rehend", "rehension"),
    ("rode", "rosion"),
    ("scover", "scovery"),
    ("scribe", "scription"),
    ("sfy", "sfaction"),
    ("spend", "spension"),
    ("spond", "sponse"),
    ("stroy", "struction"),
    ("suade", "suasion"),
    ("sume", "sumption"),
    ("tain", "tention"),
    ("trude", "trusion"),
    ("vade", "vasion"),
    ("veal", "velation"),
    ("vert", "version"),
    ("vide", "vision"),
    ("xpand", "xpansion"),
];

/// Nouns that look as if they were made so, and are made of something else, or of nothing.
const OTHERS: [&str; 12] = [
    "application",
    "attention",
    "commission",
    "complication",
    "contention",
    "duplication",
    "exception",
    "inception",
    "inattention",
    "intermission",
    "replication",
    "supplication",
];

/// Words that find what another word finds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Kin {
    /// The word that is found, which texts have.
    pub(super) found: String,
    /// The words that find it.
    pub(super) by: BTreeSet<String>,
}

/// The words of English texts that find each other.
pub(super) fn kin(groups: &[Group], endings: &Endings) -> Vec<Kin> {
    let words = Words { groups, endings };
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (verb_end, noun_end) in PAIRS {
        for root in words.roots(verb_end, noun_end) {
            let verbs = forms_of_verb(&format!("{root}{verb_end}"));
            let nouns = forms_of_noun(&format!("{root}{noun_end}"));
            if OTHERS.contains(&&*nouns[0]) || words.has_group_of_both(&verbs, &nouns) {
                continue;
            }
            for (forms, others) in [(&verbs, &nouns), (&nouns, &verbs)] {
                let Some(found) = words.known(forms).next() else { continue };
                let known: Vec<&String> = words.known(others).collect();
                let by = if known.is_empty() { others.iter().collect() } else { known };
                all.entry(found.clone()).or_default().extend(by.into_iter().cloned());
            }
        }
    }
    all.into_iter().map(|(found, by)| Kin { found, by }).collect()
}

/// The words of all texts.
struct Words<'w> {
    groups: &'w [Group],
    endings: &'w Endings,
}

impl Words<'_> {
    /// What stands before these ends of a verb and a noun, in any of their forms.
    fn roots(&self, verb_end: &str, noun_end: &str) -> BTreeSet<String> {
        let ends = [forms_of_verb(verb_end), forms_of_noun(noun_end)].concat();
        let roots = ends.iter().flat_map(|end| {
            let words = self.endings.ending(self.groups, end);
            words.filter_map(|word| word.strip_suffix(end.as_str()))
        });
        roots.filter(|root| !root.is_empty()).map(str::to_owned).collect()
    }

    /// Those of some forms that texts have.
    fn known<'f>(&self, forms: &'f [String]) -> impl Iterator<Item = &'f String> {
        forms.iter().filter(|form| self.endings.group_of(self.groups, form).is_some())
    }

    fn has_group_of_both(&self, verbs: &[String], nouns: &[String]) -> bool {
        let group = |form: &String| self.endings.group_of(self.groups, form);
        let of_verbs: BTreeSet<usize> = verbs.iter().filter_map(group).collect();
        nouns.iter().filter_map(group).any(|of_noun| of_verbs.contains(&of_noun))
    }
}

/// The inflections of a verb, itself first.
fn forms_of_verb(verb: &str) -> Vec<String> {
    const DOUBLED: [&str; 3] = ["mit", "pel", "cur"];
    let last = verb.chars().next_back().unwrap_or_default();
    let bare = &verb[..verb.len() - last.len_utf8()];
    let others = match last {
        'e' => [format!("{verb}s"), format!("{verb}d"), format!("{bare}ing")],
        'y' if !bare.ends_with('o') => ["ies", "ied", "ying"].map(|end| format!("{bare}{end}")),
        _ if DOUBLED.iter().any(|end| verb.ends_with(end)) => {
            [format!("{verb}s"), format!("{verb}{last}ed"), format!("{verb}{last}ing")]
        }
        _ => ["s", "ed", "ing"].map(|end| format!("{verb}{end}")),
    };
    [verb.to_owned()].into_iter().chain(others).collect()
}

/// A noun and its plural.
fn forms_of_noun(noun: &str) -> Vec<String> {
    let plural = match noun.strip_suffix('y') {
        Some(bare) => format!("{bare}ies"),
        None if noun.ends_with('s') => return vec![noun.to_owned()],
        None => format!("{noun}s"),
    };
    vec![noun.to_owned(), plural]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_by(groups: &[&[&str]]) -> Vec<(String, Vec<String>)> {
        let group = |members: &&[&str]| Group {
            members: members.iter().map(|word| (*word).into()).collect(),
            stem: members[0].into(),
            places: Vec::new(),
            size: 0,
        };
        let groups: Vec<Group> = groups.iter().map(group).collect();
        let endings = Endings::of(&groups);
        let all = kin(&groups, &endings).into_iter();
        all.map(|kin| (kin.found, kin.by.into_iter().collect())).collect()
    }

    fn expected(found: &str, by: &str) -> (String, Vec<String>) {
        (found.to_owned(), by.split(' ').map(str::to_owned).collect())
    }

    #[test]
    fn a_verb_and_its_noun_find_each_other() {
        assert_eq!(
            found_by(&[&["retained", "retaining"], &["retention"]]),
            [expected("retained", "retention"), expected("retention", "retained retaining")]
        );
        for (verb, noun) in [
            ("verifies", "verification"),
            ("receiving", "receptions"),
            ("solve", "solution"),
            ("permitted", "permission"),
            ("destroyed", "destruction"),
            ("analyse", "analysis"),
            ("recover", "recovery"),
            ("maintain", "maintenance"),
        ] {
            let both = found_by(&[&[verb], &[noun]]);
            for (found, by) in [(verb, noun), (noun, verb)] {
                let is_found = both
                    .iter()
                    .any(|(own, words)| own == found && words.iter().any(|word| word == by));
                assert!(is_found, "{by} finds no {found}: {both:?}");
            }
        }
    }

    #[test]
    fn a_word_that_no_text_has_finds_the_one_that_texts_have() {
        assert_eq!(
            found_by(&[&["retention"]]),
            [expected("retention", "retain retained retaining retains")]
        );
        assert_eq!(found_by(&[&["provided"]]), [expected("provided", "provision provisions")]);
    }

    #[test]
    fn words_that_only_look_alike_find_nothing() {
        let none = [["commit", "commission"], ["attend", "attention"], ["poses", "position"]];
        for words in none {
            assert_eq!(found_by(&[&words[..1], &words[1..]]), []);
        }
        assert_eq!(found_by(&[&["reduce", "reduction"]]), [], "they are found together anyway");
    }
}
