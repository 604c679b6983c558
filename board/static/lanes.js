// Lanes: cards in the order of their keys. Nothing moves under a pointer that is pressed or aiming, or where somebody types;
// what is inside a card may change meanwhile, and what waits is done as soon as it may be.

import { letGo, rested, steady } from "./steady.js";

const LONGEST_PRESS = 10e3;
const AIM = 600;

const waiting = new Map(); // id -> the change that may not be seen yet

/** Put this card into its lane, or change and move the one that is there. change(old, node): how it is changed in place. */
export function upsert(node, change) {
  const { id } = node;
  const old = document.getElementById(id);
  const lane = document.getElementById(node.dataset.lane);
  if (!lane) return remove(id);
  if (!old) {
    node.classList.add("arrived");
    return settle(id, lane, () => place(node, lane));
  }
  steady(() => change(old, node));
  settle(id, lane, () => place(old, lane), old.parentElement);
}

/** Take the card with this id out. */
export function remove(id) {
  const old = document.getElementById(id);
  if (!old) return waiting.delete(id);
  old.classList.add("leaving");
  settle(id, old.parentElement, () => takeOut(old));
}

/** Nothing of what waited is wanted any more. */
export const forget = () => waiting.clear();

function settle(id, lane, act, from = lane) {
  waiting.delete(id);
  const later = { act, lanes: [lane, from] };
  if (waits(id, later)) waiting.set(id, later);
  else steady(act);
}

function place(element, lane) {
  const { order } = element.dataset;
  const { previousElementSibling: before, nextElementSibling: after } = element;
  const there = element.parentElement === lane && !waiting.size;
  if (there && (!before || before.dataset.order <= order) && (!after || after.dataset.order > order)) return;
  const next = firstAfter(order, [...lane.children].filter((other) => other !== element && !waiting.has(other.id)));
  if (element.parentElement === lane && element.nextElementSibling === next) return;
  // Into another lane it goes alone: whoever works down this one stays in it.
  if (element.isConnected && element.parentElement !== lane) stepAside(element, "moved to another list");
  element.classList.add("placed");
  if (element.isConnected && lane.moveBefore) lane.moveBefore(element, next);
  else lane.insertBefore(element, next);
}

/** The first of these cards, which stand in their order, that belongs behind this order key; null when none does. */
function firstAfter(order, cards) {
  let [low, high] = [0, cards.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cards[middle].dataset.order > order) high = middle;
    else low = middle + 1;
  }
  return cards[low] ?? null;
}

function takeOut(element) {
  stepAside(element, "left this list");
  element.remove();
}

const seen = (card) => card?.checkVisibility();

/** Before a card that has the focus goes: its neighbour takes it, at the same button where it has one, and says so. */
function stepAside(element, why) {
  const focused = document.activeElement;
  if (!element.contains(focused)) return;
  let neighbour = element.nextElementSibling;
  while (neighbour && !seen(neighbour)) neighbour = neighbour.nextElementSibling;
  if (!neighbour) {
    neighbour = element.previousElementSibling;
    while (neighbour && !seen(neighbour)) neighbour = neighbour.previousElementSibling;
  }
  const same = focused === element ? neighbour : neighbour?.querySelector("button, a[href]");
  (same ?? element.closest(".column, main"))?.focus({ preventScroll: true });
  const log = document.getElementById("say");
  if (log) log.textContent = `${element.dataset.ref ?? "The card"} ${why}. ${neighbour?.dataset.ref ? `Now at ${neighbour.dataset.ref}.` : "Nothing else is in it."}`;
}

// Reasons to keep a lane still.

const LANE = '[data-lane=""]';
let pressed = -Infinity;
let aimed = { lane: null, at: -Infinity };

function busy(lane) {
  const t = performance.now();
  const typing = document.activeElement?.matches("input, textarea, select") && lane.contains(document.activeElement);
  return typing || t - pressed < LONGEST_PRESS || (aimed.lane === lane && t - aimed.at < AIM);
}

const waits = (id, later) => rested(id) || later.lanes.some(busy);

/** Do what was held back, where it may be done now. own: the person's own click, which waits for no aim. */
export function catchUp({ own = false } = {}) {
  if (own) {
    aimed.at = -Infinity;
    letGo();
  }
  for (const [id, later] of waiting) {
    if (waits(id, later)) continue;
    waiting.delete(id);
    steady(later.act);
  }
  return waiting.size;
}

function release() {
  pressed = -Infinity;
  setTimeout(catchUp); // after the click that this press ends in
}

addEventListener("pointerdown", (event) => { if (event.target.closest?.(LANE)) pressed = performance.now(); }, true);
addEventListener("pointermove", (event) => { aimed = { lane: event.target.closest?.(LANE), at: performance.now() }; }, { capture: true, passive: true });
for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, release, true);
addEventListener("blur", (event) => { if (event.target === window) release(); });
addEventListener("focusout", () => setTimeout(catchUp));
setInterval(() => waiting.size && catchUp(), 150);
