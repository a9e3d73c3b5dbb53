//! Formulas in TeX notation → MathML, through `math-core`.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// How many groups of a formula may lie within one another.
const DEEPEST: usize = 100;
/// How many commands a formula may have.
const COMMANDS: usize = 2_000;
/// With so many commands and groups a formula is read with a stack of its own.
const MANY: usize = 32;
/// What each of them may need of that stack, in bytes: half as much again as was seen.
const STACK: usize = 40 * 1_024;

/// A formula as MathML without inline styles, or what is wrong with it.
///
/// The library reads a group within a group by calling itself, and so is given no more of them than
/// its stack holds.
pub(super) fn mathml(tex: &str, block: bool) -> Result<String, String> {
    let Size { deepest, commands } = Size::of(tex);
    if deepest > DEEPEST {
        return Err(format!("it has more than {DEEPEST} levels of groups"));
    }
    if commands > COMMANDS {
        return Err(format!("it has more than {COMMANDS} commands"));
    }
    // `\frac a \frac b c` is nested without a brace, so that only the number of commands says how
    // deep a formula may be.
    let most = commands + deepest;
    if most < MANY {
        return converted(tex, block);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size((most + MANY) * STACK);
        let reader = thread.spawn_scoped(scope, || converted(tex, block));
        let read = reader.ok().and_then(|reader| reader.join().ok());
        read.unwrap_or_else(|| Err("the formula parser failed".to_owned()))
    })
}

/// How large a formula is, as far as that decides how much of the stack its reading takes.
struct Size {
    /// How many groups lie within one another at most, commands that follow one another included.
    deepest: usize,
    commands: usize,
}

impl Size {
    fn of(tex: &str) -> Self {
        let mut size = Size { deepest: 0, commands: 0 };
        // For each open group, how many commands stood directly before it.
        let mut open: Vec<(u8, usize)> = Vec::new();
        let (mut outer, mut chain) = (0, 0);
        let bytes = tex.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            let begins = match byte {
                b'\\' => {
                    let rest = &bytes[at..];
                    let len = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                    let name = &rest[..len];
                    at += len.max(1);
                    size.commands += 1;
                    chain = if len == 0 { 0 } else { chain + 1 };
                    match name {
                        b"left" | b"begin" => true,
                        b"right" | b"end" => {
                            outer -= open.pop().map_or(0, |(_, before)| before + 1);
                            chain = 0;
                            false
                        }
                        _ => false,
                    }
                }
                b'{' => true,
                b'[' => chain > 0,
                b'}' => {
                    outer -= open.pop().map_or(0, |(_, before)| before + 1);
                    chain = 0;
                    false
                }
                // What stands in square brackets is a group where a command takes it.
                b']' => {
                    let bracket = open.pop_if(|(mark, _)| *mark == b'[');
                    outer -= bracket.map_or(0, |(_, before)| before + 1);
                    false
                }
                b' ' | b'\t' | b'\n' | b'\r' | b'^' | b'_' => false,
                _ => {
                    chain = 0;
                    false
                }
            };
            if begins {
                open.push((byte, chain));
                outer += chain + 1;
                chain = 0;
            }
            size.deepest = size.deepest.max(outer + chain);
        }
        size
    }
}

fn converted(tex: &str, block: bool) -> Result<String, String> {
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|_| "the formula parser cannot start".to_owned())?;
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
    fn a_formula_that_is_nested_too_deeply_is_refused_however_it_is_nested() {
        for (open, close) in [
            ("{", "}"),
            (r"\sqrt{", "}"),
            (r"\sqrt[", "]x"),
            (r"\sqrt", ""),
            (r"\sqrt ", ""),
            (r"\frac a", ""),
            (r"\frac{a}", ""),
            (r"x^\hat", ""),
            (r"\left(", r"\right)"),
            (r"\begin{matrix}", r"\end{matrix}"),
            (r"\text{", "}"),
            ("x^{", "}"),
            (r"\displaystyle a", ""),
            (r"\binom a", ""),
            ("(", ")"),
            (r"\not", ""),
            (r"\mathrm{", "}"),
        ] {
            for depth in [10, 100, 500, 1_900, 6_000, 50_000] {
                let tex = format!("{} x {}", open.repeat(depth), close.repeat(depth));
                let formula = mathml(&tex, false);
                let nests = open != "(" && open != r"\not";
                assert!(formula.is_err() || depth < 2_000 || !nests, "{depth} of {open}");
            }
        }
    }

    #[test]
    fn a_long_formula_that_is_not_nested_is_read() {
        let row = r"\alpha_{1} & [0,1) & \frac{1}{2} & \left( x \right) \\ ";
        let tex = format!(r"\begin{{matrix}} {} \end{{matrix}}", row.repeat(60));
        assert!(mathml(&tex, true).is_ok());
    }

    #[test]
    fn a_broken_formula_says_why() {
        assert!(mathml(r"\frac{1", false).is_err());
    }
}
