// Counts of what is late, worked out again as time passes. The server counts what a worker has found late, and no worker may be left; what
// the browser alone found carries data-passed (times.js), and each count is what the server said (data-late-said) and that together.

import { now } from "./times.js";

let calm = null; // the sentence of the last heartbeat, "" where it may not be said; null: the page is as it was drawn

/** How many of these times, one after the other, have passed. */
export const passedOf = (dues) => (dues ?? "").split(" ").filter((at) => Date.parse(at) < now()).length;

/** How many contacts turned late since the server counted, among the cards and tiles named and those that a line counts by their times. */
function turned({ lateOf, lateDues }) {
  let number = passedOf(lateDues);
  for (const one of lateOf ? document.querySelectorAll(lateOf) : []) {
    if (one.matches(".more")) number += passedOf(one.dataset.at);
    else if (one.querySelector("[data-passed]")) number += 1;
  }
  return number;
}

/** Say every count of the page again; answers whether any changed. */
export function count() {
  let changed = false;
  const say = (place, words) => {
    if (place.textContent === words) return;
    place.textContent = words;
    changed = true;
  };
  for (const place of document.querySelectorAll("[data-late-said]")) {
    const { lateSaid, lateWords = "#", lateClass } = place.dataset;
    const number = Number(lateSaid) + turned(place.dataset);
    say(place, lateWords.replace("#", number));
    if (lateClass) place.parentElement.classList.toggle(lateClass, number > 0);
    else if (lateWords !== "#") place.hidden = !number;
  }
  for (const place of document.querySelectorAll("[data-needs]")) {
    const number = Math.max(place.dataset.needs, Number(place.dataset.lateAmong) + turned(place.dataset));
    say(place, `${number} ${number === 1 ? "contact needs" : "contacts need"} somebody now`);
  }
  for (const place of document.querySelectorAll("[data-calm]")) {
    const number = turned(place.dataset);
    place.classList.toggle("turned", number > 0);
    if (number) say(place, number === 1 ? "1 contact is late now." : `${number} contacts are late now.`);
    else if (calm !== null) say(place, calm);
  }
  return changed;
}

/** Take a heartbeat's word for whether the sentence may be said; "" where nothing is heard. */
export function tellCalm(words) {
  calm = words;
  if (count()) document.dispatchEvent(new Event("board:drawn")); // a wall fits its letters again
}

document.addEventListener("board:drawn", count);
