// As much of the wall as can be read from where people stand: letters never shrink, so what does not fit is counted and said.
// The reds keep their references longest: first tiles lose words, then everything else goes, and only then are reds counted too.

import { passedOf } from "./lates.js";
import { now, wordTimes } from "./times.js";

// And how much of the height each may take.
const TIERS = [["full", 0.5], ["brief", 0.52], ["brief", 0.68], ["chips", 0.68], ["bare", 0.88], ["alone", 1]];
const LONG = 3600e3; // a contact that is late for longer stands out among those that are late
const LEAST_REDS = 4; // with fewer beside them, lanes and the day give their room to the reds
const main = document.getElementById("main");

/** The most of these that fit, by halving; show(n) shows so many. At least none does. */
function most(number, show, fits) {
  let [low, high] = [0, number];
  show(high);
  if (fits()) return high;
  while (low < high - 1) {
    const middle = (low + high) >> 1;
    show(middle);
    if (fits()) low = middle;
    else high = middle;
  }
  show(low);
  return low;
}

/** Say how many are not shown, those the server left out included, how many of them are late, and when the next of the others is due. */
function count(line, hidden, { silent = false } = {}) {
  if (!line) return;
  const number = Number(line.dataset.more) + hidden.length;
  const dues = [...line.dataset.at.split(" "), ...hidden.map((one) => one.dataset.at)].filter((at) => Date.parse(at) >= now()).sort();
  const [due, time] = [line.querySelector("span"), line.querySelector("time")];
  line.hidden = !number || silent;
  line.querySelector("b").textContent = number;
  const late = Number(line.dataset.moreLate) + passedOf(line.dataset.at) + hidden.filter((one) => one.querySelector("[data-late]")).length;
  const lateWords = line.querySelector("em");
  if (lateWords) lateWords.textContent = late ? `, ${late} late` : "";
  due.hidden = !dues.length;
  if (dues.length) time.dateTime = dues[0];
  wordTimes(line);
}

function fitNow(section) {
  const tiles = [...section.querySelectorAll(".tile")];
  for (const tile of tiles) {
    const due = tile.querySelector("[data-late]")?.dataset.due;
    tile.toggleAttribute("data-long", Boolean(due) && now() - Date.parse(due) > LONG);
  }
  const reds = tiles.filter((tile) => "red" in tile.dataset);
  const [redLine, line] = section.querySelectorAll(".more");
  const show = (number) => {
    tiles.forEach((tile, n) => (tile.hidden = n >= number));
    count(redLine, reds.slice(number));
    count(line, tiles.slice(Math.max(number, reds.length)));
  };
  // Where letters are so large that the day stands at the foot, that is taken already.
  const today = document.getElementById("wall-today");
  const foot = today && today.offsetWidth > main.clientWidth * 0.9 ? today.offsetHeight : 0;
  for (const [tier, share] of TIERS) {
    section.dataset.tier = tier;
    const height = main.clientHeight - (tier === "alone" ? 0 : foot);
    const fits = () => section.offsetHeight <= height * share;
    const listed = tier === "bare" || tier === "alone" ? reds.length : tiles.length;
    const shown = most(listed, show, fits);
    if (shown === tiles.length || (tier !== "full" && shown >= reds.length)) return;
    if (tier === "bare" && shown >= LEAST_REDS) return;
  }
}

/** Give up how long is left, and who has it, in a row where they would stand on a second line that nobody sees. */
function fitRow(row) {
  row.hidden = false;
  const parts = [...row.querySelectorAll(".left, .role")];
  for (const part of parts) part.hidden = false;
  const { top, height } = row.getBoundingClientRect();
  for (const part of parts) part.hidden = part.getBoundingClientRect().top > top + height / 2;
}

function fitLane(lane) {
  const rows = [...lane.querySelectorAll(".rows > li")];
  const line = lane.querySelector(".more");
  rows.forEach(fitRow);
  const fits = () => lane.scrollHeight <= lane.clientHeight;
  const show = (number) => {
    rows.forEach((row, n) => (row.hidden = n >= number));
    count(line, rows.slice(number));
  };
  if (most(rows.length, show, fits) === 0 && !fits()) count(line, rows, { silent: true }); // its head has said how many
}

/** Give up what is the least needed, the last named first, until the rest fits; a line counts the roles and notices given up. */
function fitRest(box, ...selectors) {
  const optional = selectors.flatMap((one) => [...box.querySelectorAll(one)]);
  const line = box.querySelector(".unshown");
  const show = (number) => {
    optional.forEach((one, n) => (one.hidden = n >= number));
    if (!line) return;
    const unsaid = optional.slice(number).filter((one) => one.matches(".duty, .attention > li")).length;
    line.hidden = !unsaid;
    line.querySelector("b").textContent = unsaid;
  };
  most(optional.length, show, () => box.scrollHeight <= box.clientHeight);
}

function fitNight(night) {
  const reds = [...night.querySelectorAll(".night-red")];
  const show = (number) => {
    reds.forEach((red, n) => (red.hidden = n >= number));
    count(night.querySelector(".more"), reds.slice(number));
  };
  const fits = () => night.scrollHeight <= night.clientHeight;
  show(reds.length);
  fitRest(night, ".clock", ".lights");
  if (reds.length && !fits()) most(reds.length, show, fits);
}

/** Fit what is shown now. Called after each frame, before it is painted. */
export function fit() {
  wordTimes(main); // before live.js has, perhaps, and the words take room
  const part = (name) => document.getElementById(`wall-${name}`);
  if (part("now")) fitNow(part("now"));
  for (const lane of [part("waiting"), part("in_hand")]) if (lane) fitLane(lane);
  if (part("today")) fitRest(part("today"), ".is-late", ".attention > li", "b.duty", "span.duty", "h2", ".figures > div:not(.is-late)", ".hint");
  if (part("counts")) fitRest(part("counts"), ".big-figures > div", ".until");
  if (part("dark")) fitNight(part("dark"));
}
