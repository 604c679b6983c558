// Looking for long at a contact of the first colour that nobody holds: then it asks in place to claim it, allocate it or leave it.

import { unsaved } from "./forms.js";

const element = (id) => document.getElementById(id);
let say = () => {};
let looked = 0;

function isOpen() {
  return element("ask") && !element("ask").hidden;
}

function nobodyHolds(first) {
  const state = element("contact-state")?.dataset;
  return state && state.held === "no" && state.closed === "no" && state.rag === first;
}

const allocating = () => document.querySelector('.panel-acts details:has(form[action$="/allocate"])');

/** Called every second while the page is open. */
export function tick({ first, askAfter }) {
  if (!element("ask")) return;
  if (!nobodyHolds(first)) {
    looked = 0;
    element("ask").hidden = true;
    return;
  }
  if (!document.hidden && document.documentElement.dataset.live !== "locked") looked += 1;
  if (looked >= askAfter && !isOpen()) open(looked);
}

const length = (seconds) => {
  const minutes = Math.round(seconds / 60);
  return seconds < 60 ? `${seconds} seconds` : minutes === 1 ? "a minute" : `${minutes} minutes`;
};

function open(seconds) {
  element("ask-for").textContent = `You have been looking at it for ${length(seconds)}.`;
  element("ask-allocate").hidden = !allocating()?.checkVisibility();
  element("ask").hidden = false;
  say(element("ask-words").textContent);
}

/** Leave the contact to somebody else; while something is typed here, only the question goes, and comes again. Answers whether it was asked. */
export function leave() {
  if (!isOpen()) return false;
  looked = 0;
  element("ask").hidden = true;
  if (!unsaved()) location.assign(element("ask-leave").href);
  return true;
}

export function start(how) {
  ({ say } = how);
  if (!element("ask")) return;
  element("ask-claim").addEventListener("click", () => document.querySelector('.panel-acts form[action$="/claim"]')?.requestSubmit());
  element("ask-allocate").addEventListener("click", () => {
    const details = allocating();
    details.open = true;
    details.querySelector("select, input:not([type=hidden]), textarea")?.focus();
    looked = 0;
    element("ask").hidden = true;
  });
  element("ask-leave").addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
