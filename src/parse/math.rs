//! Formulas in TeX notation → MathML, through `math-core`.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// A formula as MathML without inline styles, or what the library says is wrong with it.
pub(super) fn mathml(tex: &str, block: bool) -> Result<String, String> {
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|_| "the formula reader cannot start".to_owned())?;
    let display = if block { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(tex, display) {
        Ok(result) => Ok(styles_to_classes(&result.mathml)),
        Err(error) => Err(error.to_string().trim_end_matches('.').to_owned()),
    }
}

/// Turns `style="…"` into classes of the stylesheet, since a site must work under a policy that
/// forbids inline styles. Declarations without a class of their own are left out.
fn styles_to_classes(mathml: &str) -> String {
    const CLASSES: &[(&str, &str)] = &[
        ("text-align: left", "math-left"),
        ("text-align: right", "math-right"),
        ("text-align: center", "math-center"),
        ("width: 100%", "math-wide"),
        ("width: 50%", "math-half"),
        ("border-top: 0.05em solid", "math-line"),
        ("border-left: 0.05em solid", "math-bar-left"),
        ("border-right: 0.05em solid", "math-bar-right"),
        ("small-caps", "math-small-caps"),
    ];
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(at) = rest.find(" style=\"") {
        let value = &rest[at + 8..];
        let end = value.find('"').unwrap_or(value.len());
        out.push_str(&rest[..at]);
        let classes: Vec<&str> = CLASSES
            .iter()
            .filter(|(style, _)| value[..end].contains(style))
            .map(|&(_, class)| class)
            .collect();
        if !classes.is_empty() {
            out.push_str(&format!(" class=\"{}\"", classes.join(" ")));
        }
        rest = value.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_without_styles() {
        let html = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", true).unwrap();
        assert!(html.starts_with("<math"), "{html}");
        assert!(!html.contains(" style="), "{html}");
        assert!(html.contains("math-right"), "{html}");
    }

    #[test]
    fn a_broken_formula_says_why() {
        assert!(mathml(r"\frac{1", false).is_err());
    }
}
