//! Program text, line by line, through the contexts of a grammar.
//!
//! At each place the rules of the innermost context are searched for; the one that is found first
//! gives classes to what it found and opens or closes contexts
//! (<https://www.sublimetext.com/docs/syntax.html>). Grammars are programs of a kind, and some of
//! them never end on some texts. So each search is paid from a budget, which is the same on every
//! machine since it counts work and not time; and contexts that have been open at a place are not
//! come back to without going on in the text.

use std::collections::HashMap;

use fancy_regex::Regex;

use super::grammar::{self, Change, Class, Clear, Context, ContextId, Rule};

/// How many contexts may be open.
const DEEPEST: usize = 100;
/// What a search costs that is slow, and one that is given up, in the cost of a quick one.
const SLOW: u64 = 20;
const GIVEN_UP: u64 = 400;
/// What it costs to compile an expression that repeats what another found.
const COMPILED: u64 = 100;
/// How many such expressions are kept.
const KEPT: usize = 64;

/// The work that may be done.
#[derive(Debug)]
pub(super) struct Budget(pub(super) u64);

/// More work is needed than may be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Exhausted;

impl Budget {
    fn spend(&mut self, work: u64) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(work).ok_or(Exhausted)?;
        Ok(())
    }
}

/// A change to the classes that hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Enter(Class),
    Leave(usize),
    Suspend(Clear),
    Resume,
}

/// Changes with their places in the line, in order.
pub(super) type Steps = Vec<(usize, Step)>;

/// Where a walk stands between two lines.
pub(super) struct Walk {
    levels: Vec<Level>,
    /// The levels from which on rules that came with a context hold.
    since: Vec<usize>,
    is_first: bool,
    expressions: HashMap<String, Option<Regex>, foldhash::fast::FixedState>,
}

/// An open context.
struct Level {
    id: ContextId,
    context: &'static Context,
    /// Contexts whose rules come before its own, and before those of all contexts within it.
    prototypes: Vec<ContextId>,
    /// What the rule that opened it found, if its rules repeat that.
    found: Option<Vec<String>>,
}

/// What was found of a rule: from where to where.
type Found = Option<(usize, usize)>;

/// What was found on this line, so that it need not be searched for again.
type Known = HashMap<*const Rule, Found, foldhash::fast::FixedState>;

/// The place in a line at which a walk stands.
struct Stand<'l> {
    line: &'l str,
    at: usize,
    known: Known,
    /// The contexts that were open at this place, as numbers.
    seen: Vec<u64>,
}

struct Best {
    rule: &'static Rule,
    /// The level whose opening rule it may repeat.
    level: Option<usize>,
    range: (usize, usize),
    /// Whether it is one of the rules that came with a context.
    is_lent: bool,
    /// Whether it would lead back to contexts that were open at this place.
    circles: bool,
}

impl Walk {
    /// A walk that begins in a context.
    pub(super) fn new(start: ContextId) -> Option<Self> {
        let level =
            Level { id: start, context: start.context()?, prototypes: Vec::new(), found: None };
        Some(Self {
            levels: vec![level],
            since: Vec::new(),
            is_first: true,
            expressions: HashMap::default(),
        })
    }

    /// Walks through the next line.
    pub(super) fn line(
        &mut self,
        line: &str,
        steps: &mut Steps,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        if std::mem::take(&mut self.is_first) {
            let inside = self.levels.iter().flat_map(|level| level.context.inside.first());
            steps.extend(inside.map(|class| (0, Step::Enter(*class))));
        }
        let mut stand = Stand { line, at: 0, known: Known::default(), seen: Vec::new() };
        loop {
            budget.spend(1)?;
            while self.since.last().is_some_and(|since| *since >= self.levels.len()) {
                self.since.pop();
            }
            stand.seen.push(self.signature(self.levels.len(), &[]));
            let Some(best) = self.best(&mut stand, budget)? else { return Ok(()) };
            if best.circles {
                match line[stand.at..].char_indices().nth(1) {
                    Some((next, _)) => stand.go_to(stand.at + next),
                    None => return Ok(()),
                }
                continue;
            }
            stand.go_to(best.range.1);
            if best.is_lent {
                self.since.push(self.levels.len());
            }
            self.follow(line, &best, steps);
            if self.levels.is_empty() {
                return Ok(());
            }
        }
    }

    /// The rule that is found first.
    fn best(
        &mut self,
        stand: &mut Stand<'_>,
        budget: &mut Budget,
    ) -> Result<Option<Best>, Exhausted> {
        let Some(last) = self.levels.len().checked_sub(1) else { return Ok(None) };
        let own = &self.levels[last];
        let lent_from = self.since.last().copied().unwrap_or(0);
        let mut sources: Vec<(bool, Option<usize>, ContextId)> = Vec::new();
        for (at, level) in self.levels.iter().enumerate().skip(lent_from) {
            sources.extend(level.prototypes.iter().map(|id| (true, Some(at), *id)));
        }
        sources.extend(own.context.prototype.map(|id| (false, None, id)));
        sources.push((false, Some(last), own.id));
        let mut best: Option<Best> = None;
        for (is_lent, level, id) in sources {
            for &rule in id.context().map(Context::rules).unwrap_or_default() {
                let found = self.search(rule, level, stand, budget)?;
                let Some((start, end)) = found else { continue };
                let is_better = match &best {
                    Some(best) => start < best.range.0 || (start == best.range.0 && best.circles),
                    None => true,
                };
                if !is_better {
                    continue;
                }
                let circles = end == stand.at && stand.seen.contains(&self.after(rule));
                best = Some(Best { rule, level, range: (start, end), is_lent, circles });
                if start == stand.at && !circles {
                    return Ok(best);
                }
            }
        }
        Ok(best)
    }

    /// Where a rule is found next, if finding it changes anything.
    fn search(
        &mut self,
        rule: &'static Rule,
        level: Option<usize>,
        stand: &mut Stand<'_>,
        budget: &mut Budget,
    ) -> Result<Found, Exhausted> {
        let key = std::ptr::from_ref(rule);
        match stand.known.get(&key) {
            Some(Some(range)) if range.0 >= stand.at => return Ok(Some(*range)),
            Some(None) => return Ok(None),
            _ => {}
        }
        budget.spend(1 + (stand.line.len() - stand.at) as u64 / 64)?;
        let found = level.and_then(|level| self.levels[level].found.as_ref());
        let (range, is_own) = match found.filter(|_| rule.repeats) {
            Some(found) => {
                let expression = rule.repeating(found);
                (self.repeated(expression, stand, budget)?, false)
            }
            None => (searched(rule, stand, budget)?, true),
        };
        let counts = range.is_none_or(|(start, end)| match rule.change() {
            Change::Nothing => start != end,
            Change::Push(_) => self.levels.len() < DEEPEST,
            Change::Set(_) | Change::Pop => true,
        });
        if is_own && counts {
            stand.known.insert(key, range);
        }
        Ok(range.filter(|_| counts))
    }

    /// Searches for an expression that repeats what another found.
    fn repeated(
        &mut self,
        expression: String,
        stand: &Stand<'_>,
        budget: &mut Budget,
    ) -> Result<Found, Exhausted> {
        if !self.expressions.contains_key(&expression) {
            budget.spend(COMPILED)?;
            if self.expressions.len() >= KEPT {
                self.expressions.clear();
            }
            let compiled = grammar::expression(&expression, grammar::QUICK);
            self.expressions.insert(expression.clone(), compiled);
        }
        let compiled = self.expressions.get(&expression).and_then(Option::as_ref);
        match compiled.map(|regex| find(regex, stand)) {
            Some(Err(Slow)) => budget.spend(SLOW).map(|()| None),
            Some(Ok(found)) => Ok(found),
            None => Ok(None),
        }
    }

    /// The contexts that would be open after a rule, as a number.
    fn after(&self, rule: &Rule) -> u64 {
        let open = self.levels.len();
        match rule.change() {
            Change::Push(ids) => self.signature(open, ids),
            Change::Set(ids) => self.signature(open - 1, ids),
            Change::Pop => self.signature(open - 1, &[]),
            Change::Nothing => self.signature(open, &[]),
        }
    }

    /// The contexts of the first levels and some more, as a number.
    fn signature(&self, levels: usize, more: &[ContextId]) -> u64 {
        let ids = self.levels[..levels].iter().map(|level| level.id).chain(more.iter().copied());
        // This is FNV-1a, over numbers instead of bytes.
        ids.fold(0xcbf2_9ce4_8422_2325, |hash, id| {
            (hash ^ id.number().wrapping_add(1)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
        })
    }

    /// Does what a rule that was found says.
    fn follow(&mut self, line: &str, best: &Best, steps: &mut Steps) {
        let Best { rule, range: (start, end), .. } = *best;
        let Some(current) = self.levels.last().map(|level| level.context) else { return };
        let wants_groups = !rule.groups().is_empty() || self.repeats(rule);
        let groups = if wants_groups { self.groups(line, best) } else { Vec::new() };
        before(rule.change(), current, start, steps);
        steps.extend(rule.classes.iter().map(|class| (start, Step::Enter(*class))));
        grouped(rule, &groups, steps);
        if !rule.classes.is_empty() {
            steps.push((end, Step::Leave(rule.classes.len())));
        }
        after(rule.change(), current, end, steps);
        self.change(line, rule, &groups);
    }

    /// Whether a context that a rule opens repeats what the rule found.
    fn repeats(&self, rule: &Rule) -> bool {
        let (Change::Push(ids) | Change::Set(ids)) = rule.change() else { return false };
        let kept =
            self.levels.last().into_iter().flat_map(|level| level.prototypes.iter().copied());
        let mut all = ids.iter().copied().chain(rule.prototype()).chain(kept);
        all.any(|id| id.context().is_some_and(|context| context.repeats))
    }

    /// The groups of what was found, by their numbers.
    fn groups(&self, line: &str, best: &Best) -> Vec<Found> {
        let groups = |regex: &Regex| groups(regex, line, best.range.0);
        let found = best.level.and_then(|level| self.levels[level].found.as_ref());
        let groups = match found.filter(|_| best.rule.repeats) {
            Some(found) => {
                let regex = self.expressions.get(&best.rule.repeating(found));
                regex.and_then(Option::as_ref).map(groups)
            }
            None => match best.rule.quick().map(groups) {
                Some(Err(Slow)) => best.rule.patient().map(groups),
                groups => groups,
            },
        };
        groups.and_then(Result::ok).unwrap_or_default()
    }

    fn change(&mut self, line: &str, rule: &Rule, groups: &[Found]) {
        let (ids, kept) = match rule.change() {
            Change::Nothing => return,
            Change::Pop => {
                self.levels.pop();
                return;
            }
            Change::Push(ids) => (ids, Vec::new()),
            Change::Set(ids) => {
                (ids, self.levels.pop().map_or_else(Vec::new, |level| level.prototypes))
            }
        };
        let mut kept = Some(kept);
        for (at, &id) in ids.iter().enumerate() {
            let Some(context) = id.context() else { continue };
            let mut prototypes = kept.take().unwrap_or_default();
            if at + 1 == ids.len() {
                prototypes.extend(rule.prototype());
            }
            let lent = prototypes.iter().filter_map(|id| id.context());
            let repeats = context.repeats || lent.into_iter().any(|context| context.repeats);
            let text =
                |group: &Found| group.map_or("", |(start, end)| &line[start..end]).to_owned();
            let found = repeats.then(|| groups.iter().map(text).collect());
            self.levels.push(Level { id, context, prototypes, found });
        }
    }
}

impl Stand<'_> {
    fn go_to(&mut self, at: usize) {
        if self.at != at {
            self.at = at;
            self.seen.clear();
        }
    }
}

fn searched(rule: &Rule, stand: &Stand<'_>, budget: &mut Budget) -> Result<Found, Exhausted> {
    let found = match rule.quick().map(|regex| find(regex, stand)) {
        Some(Err(Slow)) => {
            budget.spend(SLOW)?;
            rule.patient().map(|regex| find(regex, stand))
        }
        found => found,
    };
    match found {
        Some(Ok(found)) => Ok(found),
        // What takes too long to be found counts as not found.
        Some(Err(Slow)) => budget.spend(GIVEN_UP).map(|()| None),
        None => Ok(None),
    }
}

/// A search took back too many steps.
struct Slow;

fn find(regex: &Regex, stand: &Stand<'_>) -> Result<Found, Slow> {
    let found = regex.find_from_pos(stand.line, stand.at).map_err(|_| Slow)?;
    Ok(found.map(|found| (found.start(), found.end())))
}

/// The groups of what is found from an offset on, by their numbers.
fn groups(regex: &Regex, line: &str, from: usize) -> Result<Vec<Found>, Slow> {
    let captures = regex.captures_from_pos(line, from).map_err(|_| Slow)?;
    let captures = captures.iter().flat_map(|captures| captures.iter());
    Ok(captures.map(|group| group.map(|group| (group.start(), group.end()))).collect())
}

/// The classes of the groups of what was found. A group that begins earlier or is longer is outside
/// of another.
fn grouped(rule: &Rule, groups: &[Found], steps: &mut Steps) {
    let mut found: Vec<((usize, usize), Step)> = Vec::new();
    for (at, classes) in rule.groups() {
        let Some((start, end)) = groups.get(*at).copied().flatten() else { continue };
        if start == end {
            continue;
        }
        let order = usize::MAX - (end - start);
        found.extend(classes.iter().map(|class| ((start, order), Step::Enter(*class))));
        found.push(((end, 0), Step::Leave(classes.len())));
    }
    found.sort_by_key(|(order, _)| *order);
    steps.extend(found.into_iter().map(|((at, _), step)| (at, step)));
}

/// What changes before the words that a rule found.
fn before(change: &Change, current: &Context, at: usize, steps: &mut Steps) {
    match change {
        Change::Nothing => {}
        Change::Pop => leave(current.inside.len(), at, steps),
        Change::Push(ids) | Change::Set(ids) => {
            let is_set = matches!(change, Change::Set(_));
            if is_set && current.clears.is_some() {
                steps.push((at, Step::Resume));
            }
            for context in ids.iter().filter_map(|id| id.context()) {
                if let Some(clear) = context.clears.filter(|_| !is_set) {
                    steps.push((at, Step::Suspend(clear)));
                }
                enter(&context.around, at, steps);
            }
        }
    }
}

/// What changes after the words that a rule found.
fn after(change: &Change, current: &Context, at: usize, steps: &mut Steps) {
    let (ids, is_set) = match change {
        Change::Nothing => return,
        Change::Pop => {
            leave(current.around.len(), at, steps);
            if current.clears.is_some() {
                steps.push((at, Step::Resume));
            }
            return;
        }
        Change::Push(ids) => (ids, false),
        Change::Set(ids) => (ids, true),
    };
    let contexts = || ids.iter().filter_map(|id| id.context());
    let leaves = is_set && !(current.around.is_empty() && current.inside.is_empty());
    let enters =
        |context: &Context| !context.inside.is_empty() || (context.clears.is_some() && is_set);
    if !leaves && !contexts().any(enters) {
        return;
    }
    // What was entered before the words is left and entered again, so that the classes of what is
    // inside come to stand in order.
    let around: usize = contexts().map(|context| context.around.len()).sum();
    let own = if is_set { current.inside.len() + current.around.len() } else { 0 };
    leave(around + own, at, steps);
    for context in contexts() {
        if let Some(clear) = context.clears.filter(|_| is_set) {
            steps.push((at, Step::Suspend(clear)));
        }
        enter(&context.around, at, steps);
        enter(&context.inside, at, steps);
    }
}

fn enter(classes: &[Class], at: usize, steps: &mut Steps) {
    steps.extend(classes.iter().map(|class| (at, Step::Enter(*class))));
}

fn leave(count: usize, at: usize, steps: &mut Steps) {
    if count > 0 {
        steps.push((at, Step::Leave(count)));
    }
}
