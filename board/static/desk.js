// The desk beside keeping true: its title counts what is loud, its filter says what it hides, it can be held still, and it asks
// whoever looks too long at what nobody holds.

import * as ask from "./ask.js";
import * as filter from "./filter.js";
import * as frames from "./frames.js";
import * as still from "./still.js";
import { now, toTheMinute } from "./times.js";

const element = (id) => document.getElementById(id);
const title = document.title;
let say = () => {};
let redsSaid = 0;
let loudSaid = false;

/** What the hub's policy says of the desk: code of the first colour, when it asks, when stillness is too long. */
export const rules = () => {
  const { first, askAfter, stillMinutes } = element("unclaimed-board")?.dataset ?? {};
  return { first, askAfter: Number(askAfter), stillMinutes: Number(stillMinutes) };
};

function counts() {
  const loud = [...document.querySelectorAll(".unclaimed[data-count]")].reduce((sum, one) => sum + Number(one.dataset.count), 0);
  const wanted = `${loud ? `(${loud} unclaimed) ` : ""}${still.held() ? "Held still · " : ""}${title}`;
  if (document.title !== wanted) document.title = wanted;
}

/** Something of the page changed. */
export function changed() {
  if (!element("unclaimed-board")) return;
  counts();
  filter.count();
  heldLine();
}

/** Called every second. */
export function tick() {
  if (!element("unclaimed-board")) return;
  ask.tick(rules());
  if (still.held()) heldLine();
}

// Held still.

function heldLine() {
  const line = element("still");
  if (!line) return;
  put(element("hold"), still.held() ? "Show everything" : "Hold still");
  element("still-show").hidden = !still.held();
  if (!still.held()) {
    put(element("still-words"), "");
    line.classList.remove("is-held", "is-loud");
    return void (redsSaid = 0);
  }
  const { first, stillMinutes } = rules();
  const news = still.digest(first);
  const reds = news.filter(([, , red]) => red).length;
  const minutes = Math.floor((now() - still.heldSince()) / 60e3);
  const long = minutes >= stillMinutes;
  const label = element("filter-said").dataset.firstLabel;
  const many = `${news.length} ${news.length === 1 ? "change" : "changes"}${reds ? `, ${reds} ${label}` : ""}`;
  put(element("still-words"), `Held since ${toTheMinute(still.heldSince())}: ${news.length ? many : "no changes"}${long ? `. ${minutes} minutes: what you see is old` : ""}`);
  line.classList.add("is-held");
  line.classList.toggle("is-loud", long || reds > 0);
  list(news);
  if (reds > redsSaid) say(`While the page is held still: ${many}.`);
  if (long && !loudSaid) say(`This page has been held still for ${minutes} minutes. What you see is old.`);
  [redsSaid, loudSaid] = [reds, long];
}

const put = (place, words) => { if (place.textContent !== words) place.textContent = words; };

function list(news) {
  const said = element("still-digest");
  const wanted = news.map(([ref, words]) => `${ref}: ${words}`);
  if ([...said.children].map((one) => one.textContent).join("\n") === wanted.join("\n")) return;
  said.replaceChildren(...wanted.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
}

/** Hold the page still, or let it go. */
export function hold(wanted = !still.held()) {
  if (!element("still")) return;
  frames.hold(wanted);
  if (!wanted) {
    if (document.activeElement === element("still-show")) element("hold").focus();
    fold(false);
  }
  say(wanted ? "The page is held still." : "The page shows everything again.");
  changed();
}

function fold(open) {
  element("still-show").setAttribute("aria-expanded", open);
  element("still-digest").hidden = !open;
}

/** how: say(words) to whoever cannot see the page. */
export function start(how) {
  ({ say } = how);
  if (!element("unclaimed-board")) return;
  filter.start({ say });
  ask.start({ say });
  element("still").hidden = false;
  element("hold").addEventListener("click", () => hold());
  element("still-show").addEventListener("click", () => fold(element("still-digest").hidden));
  if (still.wasHeld()) frames.hold(true);
  changed();
}
