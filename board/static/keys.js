// One key for what is done all day. None acts while somebody types, and whoever wants none of it switches them off.

import * as ask from "./ask.js";
import * as desk from "./desk.js";
import * as lock from "./lock.js";
import { ours } from "./ours.js";
import * as privacy from "./privacy.js";

const element = (id) => document.getElementById(id);
const CARD = '.lane-list > li[id]';
const TYPING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

let on = document.body.dataset.shortcuts !== "off";

const cards = () => [...document.querySelectorAll(CARD)].filter((card) => card.checkVisibility());
const focused = () => document.activeElement?.closest(CARD);

function say(words) {
  const log = element("say");
  if (log) log.textContent = words;
}

function step(by) {
  const all = cards();
  const at = all.indexOf(focused());
  const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return say("There is no card.");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(found, otherwise) {
  if (found?.checkVisibility()) found.click();
  else say(otherwise);
}

function act(ending, words) {
  const details = document.querySelector(`.panel-acts details:has(form[action$="/${ending}"])`);
  if (!details?.checkVisibility()) return say(words);
  details.open = true;
  details.querySelector("select, textarea, input:not([type=hidden])")?.focus();
}

function claim() {
  const card = focused();
  if (card) press(card.querySelector('[formaction$="/claim"]'), `${card.dataset.ref} cannot be claimed here.`);
  else press(document.querySelector('.panel-acts form[action$="/claim"] button'), "Go to a card that waits, then claim it.");
}

function find() {
  const field = element("find");
  if (!field) return say("There is no way to find here.");
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.select?.();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => press(focused()?.querySelector('a.button[href*="/contacts/"]'), "Go to a card, then open it."),
  c: claim,
  n: () => element("main").querySelector(".take-next button")?.click(),
  r: () => act("rating", "Open a contact whose children you may rate."),
  h: () => act("hand-over", "Open a contact that you hold, then hand it over."),
  t: () => press(document.querySelector('.panel-acts form[action$="/attempt"] button'), "Open a contact to note a call that nobody answered."),
  w: () => act("notes", "Open a contact to write a note."),
  "/": find,
  f: () => {
    const details = document.querySelector("details.filter");
    if (!details) return;
    details.open = true;
    details.querySelector("input").focus();
  },
  p: privacy.press,
  v: () => element("visit")?.requestSubmit(),
  m: () => desk.hold(),
  "?": () => element("shortcuts")?.showModal(),
};

function escape(event) {
  const over = document.activeElement?.closest("details[data-over][open]") ?? document.querySelector("details[data-over][open]");
  if (over) {
    over.open = false;
    over.querySelector("summary").focus();
  } else if (!ask.leave()) return;
  event.preventDefault();
}

function down(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || lock.locked()) return;
  if (element("shortcuts")?.open) return;
  if (event.key === "Escape") return escape(event);
  if (!on || event.target.closest?.(TYPING)) return;
  const arrow = { ArrowDown: "j", ArrowUp: "k" }[event.key];
  if (arrow && !event.target.closest?.(CARD)) return;
  const does = KEYS[arrow ?? event.key];
  if (!does || (event.repeat && !"jk".includes(arrow ?? event.key))) return;
  event.preventDefault();
  does();
}

/** Switch single keys off or on for this person, and say so in place. */
async function set(event) {
  event.preventDefault();
  const form = event.target;
  const wanted = form.elements.on.value === "yes";
  const reply = await ours(form.action, { method: "POST", headers: { "Board-Page": document.body.dataset.page ?? "" }, body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (!reply?.ok) return void (element("shortcuts-state").textContent = "This did not get through. Try again in a moment.");
  on = wanted;
  form.elements.on.value = wanted ? "no" : "yes";
  element("shortcuts-state").textContent = wanted ? "Single keys act on your pages." : "Single keys are switched off for you; Tab and Enter work as everywhere.";
  form.querySelector("button").textContent = wanted ? "Switch them off for me" : "Switch them on for me";
}

export function start() {
  addEventListener("keydown", down);
  const dialog = element("shortcuts");
  if (!dialog) return;
  element("keys").addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  element("set-shortcuts").addEventListener("submit", set);
}
