// The parts of an opened contact as tabs. Without this they are links down one page, which is why the address says which one is open.

const list = document.querySelector(".desk .parts");

function show(tab, { focus = false } = {}) {
  for (const one of tabs) {
    const open = one === tab;
    one.setAttribute("aria-selected", open);
    one.tabIndex = open ? 0 : -1;
    panels.get(one).hidden = !open;
  }
  if (focus) tab.focus();
}

/** The tab of what the address points at: a part, or something inside one, such as an event. */
function pointedAt() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  return target && tabs.find((tab) => tab === target || panels.get(tab).contains(target));
}

function follow() {
  const tab = pointedAt();
  if (!tab) return;
  show(tab);
  const target = document.getElementById(location.hash.slice(1));
  if (target.closest("[data-part-of]") && !target.matches(".part")) target.scrollIntoView({ block: "nearest" });
}

const tabs = list ? [...list.querySelectorAll("a[id]")] : [];
const panels = new Map(tabs.map((tab) => [tab, document.querySelector(`[data-part-of="${tab.id.slice(5)}"]`)]));

if (list) {
  list.setAttribute("role", "tablist");
  for (const [tab, panel] of panels) {
    tab.setAttribute("role", "tab");
    panel.id = `${tab.id}-panel`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(tab);
      history.replaceState(null, "", tab.hash);
    });
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    show(tabs[(to + tabs.length) % tabs.length], { focus: true });
  });
  show(pointedAt() || tabs[0]);
  addEventListener("hashchange", follow);
}
