// The filter of the queue. The server makes it a style sheet, which new cards obey as they come; here it is chosen in place, and what it
// hides is counted, above all what is of the first colour or late.

import { ours } from "./ours.js";

const element = (id) => document.getElementById(id);
const form = element("filter");
let sheet = element("filter-sheet");
let say = () => {};
let hiddenSaid = 0;

/** The words for a card that the filter hides; none when it hides nothing. */
function hides() {
  try {
    return sheet?.sheet?.cssRules[0]?.selectorText;
  } catch {
    return undefined; // not there yet
  }
}

/** Say how much is shown and what is hidden. */
export function count() {
  const said = element("filter-said");
  if (!said) return;
  const hidden = hides();
  element("filter-on").textContent = hidden ? ": on" : "";
  if (!hidden) {
    if (said.childElementCount || said.textContent.trim()) said.replaceChildren();
    hiddenSaid = 0;
    return;
  }
  const cards = [...document.querySelectorAll("#lane-waiting > li, #lane-in_hand > li")];
  const away = cards.filter((card) => card.matches(hidden));
  const first = away.filter((card) => card.dataset.rag === element("unclaimed-board").dataset.first).length;
  const late = away.filter((card) => card.dataset.facets?.split(" ").includes("is:late")).length;
  const label = said.dataset.firstLabel;
  const parts = [first ? `${first} ${label}` : "", late ? `${late} late` : ""].filter(Boolean);
  const words = `Showing ${cards.length - away.length} of ${cards.length}.`;
  const loud = parts.length ? `Hidden by your filter: ${parts.join(", ")}.` : "";
  if (said.dataset.words !== words + loud) {
    const all = said.querySelector("a") ?? Object.assign(document.createElement("a"), { className: "show-all", href: `${form.action}?everything=1`, textContent: "Show everything" });
    all.dataset.query = "";
    const alarm = Object.assign(document.createElement("b"), { className: "is-late", textContent: loud });
    said.dataset.words = words + loud;
    said.replaceChildren(`${words} `, ...(loud ? [alarm, " "] : []), all);
  }
  if (first > hiddenSaid) say(loud);
  hiddenSaid = first;
}

/** Ask for this filter, `rag=red&held=nobody`; empty asks for everything. */
function choose(query) {
  const asked = new URLSearchParams(query);
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = asked.getAll(box.name).includes(box.value);
  element("save-filter").elements.query.value = query;
  const next = Object.assign(document.createElement("link"), { rel: "stylesheet", id: "filter-sheet", href: `${form.dataset.sheet}?${query || "everything=1"}` });
  const old = sheet;
  next.addEventListener("load", () => {
    old.remove();
    sheet = next;
    count();
    say(element("filter-said").textContent.replace("Show everything", "").trim() || "Everything is shown.");
  });
  next.addEventListener("error", () => {
    next.remove();
    say("The filter did not change: the board cannot be reached just now.");
  });
  old.after(next);
}

const chosen = () => new URLSearchParams([...new FormData(form)]).toString();

/** Save or remove by the server, and take the list as it is then. */
async function keep(event) {
  const from = event.target;
  if (!from.closest(".filter-box") || from === form) return;
  event.preventDefault();
  const { show } = await import("./forms.js");
  try {
    const reply = await ours(from.action, { method: "POST", headers: { Accept: "application/json", "Board-Page": document.body.dataset.page ?? "", "Board-Since": "" }, body: new URLSearchParams(new FormData(from)) });
    const body = await reply.json();
    const { kind, title, sentence, errors } = body.notice ?? {};
    show(kind, title, errors ? Object.values(errors).join(" ") : sentence);
    if (!body.saved) return;
    const made = document.createElement("template");
    made.innerHTML = body.saved;
    element("saved-filters").replaceWith(made.content.querySelector("ul"));
    if (from.id === "save-filter") from.elements.name.value = "";
    element("filter-name").focus();
  } catch {
    show("failed", "This did not get through.", "Nothing is lost: what you typed is still here.");
  }
}

export function start(how) {
  if (!form) return;
  ({ say } = how);
  form.addEventListener("change", () => choose(chosen()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(chosen());
    form.closest("details").open = false;
    form.closest("details").querySelector("summary").focus();
  });
  addEventListener("submit", keep, true);
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-query]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.query);
    if (link.classList.contains("show-all")) form.closest("details").querySelector("summary").focus();
  });
  sheet.addEventListener("load", count);
  count();
}
