use super::*;

/// What is read of YAML between delimiters, and what is wrong with it.
fn parsed(inner: &str) -> (Arc<Source>, Fields, Vec<Diagnostic>) {
    let source = Arc::new(Source::new("a.md", format!("\u{feff}---\n{inner}---\n\nText\n")));
    let start = source.bom_len();
    let block = block(&source.text[start..]).expect("a block");
    let at = |range: Range<usize>| start + range.start..start + range.end;
    let mut problems = Vec::new();
    let fields = read(&source, at(block.span), at(block.inner), &mut problems);
    (source, fields, problems)
}

/// Keys and values on a line each, with what stands at their places.
fn told(inner: &str) -> String {
    fn value(source: &Source, raw: &Raw) -> String {
        let data = match &raw.data {
            RawData::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| value(source, item)).collect();
                format!("[{}]", items.join(", "))
            }
            RawData::Table(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|entry| pair(source, entry)).collect();
                format!("{{{}}}", entries.join(", "))
            }
            data => format!("{data:?}"),
        };
        format!("{data} at {:?}", &source.text[raw.span.clone()])
    }
    fn pair(source: &Source, entry: &Pair) -> String {
        let key = &source.text[entry.key_span.clone()];
        format!("{key} = {}", value(source, &entry.value))
    }
    let (source, fields, problems) = parsed(inner);
    assert_eq!(problems, [], "{inner}");
    assert!(!fields.unread);
    fields.entries.iter().map(|entry| pair(&source, entry) + "\n").collect()
}

#[test]
fn keys_and_values_have_their_places() {
    for (inner, expected) in [
        ("title: Ä b # c\n", "title = String(\"Ä b\") at \"Ä b\"\n"),
        ("\"a b\": 'it''s'\n", "\"a b\" = String(\"it's\") at \"'it''s'\"\n"),
        (
            "discussions-to: https://a.org/b\n",
            "discussions-to = String(\"https://a.org/b\") at \"https://a.org/b\"\n",
        ),
        ("requires: 20, 165\n", "requires = String(\"20, 165\") at \"20, 165\"\n"),
        (
            "author: A B (@c), D <e@f.org>\n",
            "author = String(\"A B (@c), D <e@f.org>\") at \"A B (@c), D <e@f.org>\"\n",
        ),
        (
            "é: 1\nday: 2015-06-17\n",
            "é = Integer(Ok(1)) at \"1\"\nday = Datetime(\"2015-06-17\") at \"2015-06-17\"\n",
        ),
        ("a: [x, 1]\n", "a = [String(\"x\") at \"x\", Integer(Ok(1)) at \"1\"] at \"[x, 1]\"\n"),
        (
            "a:\n- x\n- y # z\n\n# end\nb: 1\n",
            "a = [String(\"x\") at \"x\", String(\"y\") at \"y\"] at \"x\\n- y\"\nb = Integer(Ok(1)) at \"1\"\n",
        ),
        (
            "a:\n  - x: 1\n    y: 2\n",
            "a = [{x = Integer(Ok(1)) at \"1\", y = Integer(Ok(2)) at \"2\"} at \"x: 1\\n    y: 2\"] at \"- x: 1\\n    y: 2\"\n",
        ),
        (
            "a: {lat: 1.5, lon: -2}\n",
            "a = {lat = Float(\"1.5\") at \"1.5\", lon = Integer(Ok(-2)) at \"-2\"} at \"{lat: 1.5, lon: -2}\"\n",
        ),
        (
            "a: >-\n  one\n  two\n\n  three\nb: 1\n",
            "a = String(\"one two\\nthree\") at \"one\\n  two\\n\\n  three\"\nb = Integer(Ok(1)) at \"1\"\n",
        ),
        ("a: |\n  one\n   two\n\n", "a = String(\"one\\n two\") at \"one\\n   two\"\n"),
        (
            "a: one\n  two\nb: \"x\n  y\"\n",
            "a = String(\"one two\") at \"one\\n  two\"\nb = String(\"x y\") at \"\\\"x\\n  y\\\"\"\n",
        ),
        ("a: &n one\nb: *n\n", "a = String(\"one\") at \"one\"\nb = String(\"one\") at \"one\"\n"),
        ("a:\nb: ~\nc: \"\"\n", "c = String(\"\") at \"\\\"\\\"\"\n"),
        ("# only\na: 1\r\n", "a = Integer(Ok(1)) at \"1\"\n"),
        ("", ""),
    ] {
        assert_eq!(told(inner), expected, "{inner}");
    }
}

/// The problems of YAML: line and column, what stands at the place, the message and the way out.
fn problems(inner: &str) -> Vec<String> {
    let (source, fields, problems) = parsed(inner);
    assert!(fields.unread, "{inner}");
    let told = |problem: &Diagnostic| {
        let place = problem.place.as_ref().expect("a place");
        let position = place.position();
        let (words, help) = (&source.text[place.span.clone()], problem.help.as_deref());
        let (line, column) = (position.line, position.column);
        format!("{line}:{column} {words:?}: {}; {}", problem.message, help.unwrap_or_default())
    };
    problems.iter().map(told).collect()
}

#[test]
fn what_is_no_yaml_is_one_problem_at_its_place_with_a_way_out() {
    for (inner, expected) in [
        (
            "title: EIP: a\n",
            "2:11 \":\": text without quotation marks cannot contain `: `; put the text between quotation marks: `\"EIP: a\"`",
        ),
        (
            "title: \"a\nb: 1\n",
            "2:8 \"\\\"\": this text has no quotation mark at its end; end the text with a quotation mark",
        ),
        (
            "title: @a\n",
            "2:8 \"@\": text without quotation marks cannot begin with `@`; put the text between quotation marks: `\"@a\"`",
        ),
        (
            "title: *a\n",
            "2:8 \"*a\": `*a` stands for a value called `&a`, and there is none; put the text between quotation marks: `\"*a\"`",
        ),
        (
            "title: !!str 12\n",
            "2:8 \"!!str\": tags have no meaning here; remove it; put text between quotation marks",
        ),
        (
            "title:a\nb: 1\n",
            "2:1 \"title:a\": this is no field; write fields as YAML: `key: value`, one per line",
        ),
        (
            "title: a\nwords\nb: 1\n",
            "3:1 \"w\": this line has no key; write `key: value`, with a space after the colon",
        ),
        ("title: a\n\tb: 1\n", "3:1 \"\\t\": YAML does not allow tabs here; indent with spaces"),
        ("title:\n\t- a\n", "3:1 \"\\t\": YAML does not allow tabs here; indent with spaces"),
        (
            "tags: [a, b\nc: 1\n",
            "3:2 \":\": a list or a table above this line is not closed; put a comma between two items, and end the list with `]`",
        ),
        (
            "tags: [a b]]\n",
            "2:12 \"]\": this bracket closes nothing; put the text between quotation marks: `\"[a b]]\"`",
        ),
        (
            "title: \"a \"b\" c\"\n",
            "2:12 \"b\": the text ends in front of this; write a quotation mark inside text as `\\\"`",
        ),
        (
            "title: 'it's'\n",
            "2:12 \"s\": the text ends in front of this; write a single quotation mark inside text as `''`",
        ),
        (
            "title: \"a\\d\"\n",
            "2:8 \"\\\"\": a backslash in this text means nothing; write a backslash as `\\\\`, or put the text between single quotation marks",
        ),
        (
            "title: a\ntitle: b\n",
            "3:1 \"title\": the key `title` is given twice; remove one of the two",
        ),
        (
            "title: a\n b: 1\n",
            "3:3 \":\": text without quotation marks cannot contain `: `; begin each key below the key above it",
        ),
        (
            "tags:\n- a\n-\n",
            "4:2 \"\": this item of a list is empty; write a value, or remove the item",
        ),
        (
            "a: 1\n? [b]\n: c\n",
            "3:3 \"[b]\": this is no key; write a key as text without `&`, `!` and `?`: `key: value`",
        ),
        ("a: &x [*x]\n", "2:8 \"*x\": this alias is part of what it means; write the value itself"),
        (
            "title: a\n\nThis is some running text of a document.\n\nMore of it follows here.\n",
            "1:1 \"---\": this block of fields is not closed before the text begins; write a line `---` below the last field",
        ),
        (
            "title: a\n--- b\nc: 1\n",
            "3:1 \"--- b\": this is no field; write fields as YAML: `key: value`, one per line",
        ),
        (
            "title: a\n%b\n",
            "3:1 \"%\": a line of fields cannot begin with `%`; put the text between quotation marks: `\"%b\"`",
        ),
    ] {
        assert_eq!(problems(inner), [expected], "{inner}");
    }
}

#[test]
fn what_stands_above_a_mistake_is_read() {
    for inner in ["a: 1\nb: [2]\nc: d: e\n", "a: 1\nb: [2]\nc: [3\nd: 4\n"] {
        let (_, fields, problems) = parsed(inner);
        let read = |entry: &&Pair| entry.value.data != RawData::Broken;
        let read = fields.entries.iter().filter(read).map(|entry| entry.key.as_str());
        assert_eq!((read.collect::<Vec<_>>(), problems.len()), (vec!["a", "b"], 1));
    }
}

#[test]
fn aliases_that_multiply_end_in_a_problem() {
    let mut inner = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..30 {
        let before = format!("*a{}", at - 1);
        inner += &format!("a{at}: &a{at} [{}]\n", vec![before; 10].join(", "));
    }
    let (_, fields, problems) = parsed(&inner);
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["aliases make too much of this block of fields"]);
    assert!(fields.unread);
}

#[test]
fn nesting_ends_in_a_problem() {
    for inner in [format!("a: {}\n", "[".repeat(100_000)), format!("a: {}\n", "{b: ".repeat(1_000))]
    {
        let (_, fields, problems) = parsed(&inner);
        assert_eq!((problems.len(), fields.unread), (1, true));
    }
}

#[test]
fn comments_are_found_and_number_signs_in_text_are_none() {
    let inner = "# a\nb: 1 # c\nd: |\n  # text\ne: \"# text\"\nf:\n  # g\n  - h#i\n";
    let source = Source::new("a.md", format!("---\n{inner}---\n"));
    let found = comments(&source, &(4..4 + inner.len()));
    let found: Vec<&str> = found.into_iter().map(|span| &source.text[span]).collect();
    assert_eq!(found, ["# a", "# c", "# g"]);
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(inner in "a: [-a:#\\[\\]{}&*!|>'\"%@`,? \n\té\u{feff}\r~01.]{0,60}") {
        fn check(source: &Source, block: &Range<usize>, raw: &Raw) {
            assert!(block.start <= raw.span.start && raw.span.end <= block.end, "{raw:?}");
            assert!(source.text.get(raw.span.clone()).is_some(), "{raw:?}");
            match &raw.data {
                RawData::Array(items) => items.iter().for_each(|item| check(source, block, item)),
                RawData::Table(entries) => {
                    entries.iter().for_each(|entry| check(source, block, &entry.value));
                }
                _ => {}
            }
        }
        let source = Arc::new(Source::new("a.md", format!("---\n{inner}\n---\n\nText\n")));
        let Some(found) = block(&source.text) else { return Ok(()) };
        let mut problems = Vec::new();
        let fields = read(&source, found.span.clone(), found.inner.clone(), &mut problems);
        for entry in &fields.entries {
            check(&source, &found.span, &entry.value);
        }
        for problem in &problems {
            let place = problem.place.as_ref().expect("a place");
            assert!(place.span.end <= found.span.end, "{problem:?}");
            assert!(source.text.get(place.span.clone()).is_some(), "{problem:?}");
            assert!(problem.help.is_some() || problem.code != Code::BadYaml);
        }
        comments(&source, &found.inner);
    }
}
