// Pointing at a reference, reaching it by keyboard or holding it down shows what it leads to; loaded
// when a reference is first touched in one of these ways.

// Attends to references from here on, and first to the event that asked for it.
export const watch = ({ page, one, make }, first) => {
  const card = make("div", { className: "card preview", popover: "manual" });
  one("main").append(card);
  let timer;
  let current;

  const hide = () => {
    clearTimeout(timer);
    current = null;
    card.hidePopover();
  };
  const place = (link) => {
    const { left, top, bottom } = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = card;
    style.left = `${Math.max(Math.min(left, innerWidth - width - 12), 12)}px`;
    style.top = `${bottom + height + 8 < innerHeight ? bottom + 6 : Math.max(top - height - 6, 6)}px`;
  };
  const show = async (link) => {
    const other = await page(link.href.split("#")[0]);
    if (current !== link) return;
    const said = (selector) => one(selector, other)?.textContent ?? "";
    card.replaceChildren(
      make("p", { className: "kind" }, said("header .kind"), " ", said("h1 .number")),
      make("p", { className: "title" }, make("a", { href: link.href }, said("h1 .words") || said("h1"))),
      make("p", {}, one("[name=description]", other)?.content ?? ""),
    );
    card.showPopover();
    place(link);
  };
  const soon = (link, delay) => {
    if (link === current) return clearTimeout(timer);
    hide();
    current = link;
    timer = setTimeout(show, delay, link);
  };
  const reference = (event) => event.target.closest?.("main a.ref:not([href^='#'])");

  const pointed = (event) => {
    if (event.pointerType === "touch") return;
    const link = reference(event);
    if (link) return soon(link, 350);
    clearTimeout(timer);
    if (current && !card.contains(event.target)) timer = setTimeout(hide, 250);
  };
  const focused = (event) => {
    const link = reference(event);
    if (link?.matches(":focus-visible")) soon(link, 500);
    else away(event);
  };
  const away = ({ target }) => { if (!card.contains(target)) hide(); };
  addEventListener("pointerover", pointed);
  addEventListener("focusin", focused);
  addEventListener("pointerdown", away);
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  addEventListener("contextmenu", (event) => {
    const link = event.pointerType === "touch" && reference(event);
    if (!link) return;
    event.preventDefault();
    soon(link, 0);
  });
  (first.type === "focusin" ? focused : pointed)(first);
};
