// Frames into the page: three verbs (replace by id, upsert into a lane by its order key, delete by id) and a cursor per audience.
// Nothing moves under a pointer that is pressed or aiming, where somebody types, or while the page is held still; what is inside a
// card may change meanwhile, and what waits is done at once when it may.

import { wordTimes } from "./times.js";

const LONGEST_PRESS = 10e3;
const AIM = 600;

let morph;
globalThis.htmx.registerExtension("board", { init: (api) => { morph = api.morph; } });

class Region {
  constructor(root) {
    this.root = root;
    this.epoch = Number(root.dataset.epoch);
    this.seq = Number(root.dataset.seq);
    this.lost = false;
    this.missed = 0; // the furthest frame that came too early to be applied
  }

  get behind() {
    return this.missed > this.seq;
  }

  reach(seq) {
    this.seq = Math.max(this.seq, seq);
    this.root.dataset.seq = this.seq;
  }
}

const regions = new Map();
for (const root of document.querySelectorAll("[data-audience]")) regions.set(root.dataset.audience, new Region(root));

/** Where this page stands: its epoch and one seq per audience, in the page's order. */
export const since = () => [[...regions.values()][0]?.epoch ?? 0, ...[...regions.values()].map((region) => region.seq)].join(".");

/** The seq up to which everything is shown. */
export const drawn = () => Math.min(...[...regions.values()].map((region) => region.seq));

export const behind = () => [...regions.values()].some((region) => region.behind);

export const otherEpoch = (epoch) => [...regions.values()].some((region) => region.epoch !== epoch);

/** Take a frame: "applied", "dropped" (seen already), "ask" (something before it is missing) or "reload" (another epoch). */
export function take(frame) {
  const region = regions.get(frame.audience);
  if (!region) return "dropped";
  if (frame.epoch !== region.epoch) return "reload";
  if (frame.to <= region.seq) return "dropped";
  if (frame.from > region.seq) {
    region.missed = Math.max(region.missed, frame.to);
    return "ask";
  }
  if (!region.lost) apply(region.root, frame.content);
  region.reach(frame.to);
  return "applied";
}

/** Everything up to seq was sent before. Not to be believed while a frame is missing. */
export function advance(seq) {
  for (const region of regions.values()) region.reach(seq);
}

/** This page may no longer show that audience. */
export function lose(audience) {
  const region = regions.get(audience);
  if (!region) return;
  region.lost = true; // its cursor stays, because the page's others are told by their place
  waiting.clear();
  region.root.replaceChildren();
}

function apply(root, content) {
  const parsed = document.createElement("template");
  parsed.innerHTML = content;
  dress(parsed.content);
  for (const node of [...parsed.content.children]) {
    if (node.dataset.gone) remove(node.dataset.gone);
    else if (node.dataset.lane) upsert(node);
    else replace(root, node);
  }
}

/** What the browser knows and the server does not: what time it is, and which card is the one open here. */
export function dress(root) {
  wordTimes(root);
  for (const link of root.querySelectorAll("li a[href]")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
  }
}

function change(old, node) {
  const fragment = document.createDocumentFragment();
  fragment.append(node);
  morph(old, fragment, false);
}

function replace(root, node) {
  const old = document.getElementById(node.id);
  if (old) change(old, node);
  else root.append(node);
}

// Lanes.

const waiting = new Map(); // id -> the change that may not be seen yet

function upsert(node) {
  const { id } = node;
  const old = document.getElementById(id);
  const lane = document.getElementById(node.dataset.lane);
  if (!lane) return remove(id);
  if (!old) {
    node.classList.add("arrived");
    return settle(id, lane, () => place(node, lane));
  }
  change(old, node);
  settle(id, lane, () => place(old, lane), old.parentElement);
}

function remove(id) {
  const old = document.getElementById(id);
  if (!old) return waiting.delete(id);
  old.classList.add("leaving");
  settle(id, old.parentElement, () => takeOut(old));
}

function settle(id, lane, act, from = lane) {
  waiting.delete(id);
  const later = { act, lanes: [lane, from] };
  if (later.lanes.some(busy)) waiting.set(id, later);
  else act();
}

function place(element, lane) {
  const { order } = element.dataset;
  const next = [...lane.children].find((other) => other !== element && !waiting.has(other.id) && other.dataset.order > order) ?? null;
  if (element.parentElement === lane && element.nextElementSibling === next) return;
  if (element.isConnected && lane.moveBefore) lane.moveBefore(element, next);
  else lane.insertBefore(element, next);
}

function takeOut(element) {
  if (element.contains(document.activeElement)) {
    const neighbour = element.nextElementSibling ?? element.previousElementSibling;
    (neighbour?.querySelector("button, a[href]") ?? element.closest(".column, main"))?.focus({ preventScroll: true });
  }
  element.remove();
}

// What keeps a lane still.

const LANE = '[data-lane=""]';
let pressed = -Infinity;
let aimed = { lane: null, at: -Infinity };
let still = false;

function busy(lane) {
  const t = performance.now();
  const typing = document.activeElement?.matches("input, textarea, select") && lane.contains(document.activeElement);
  return still || typing || t - pressed < LONGEST_PRESS || (aimed.lane === lane && t - aimed.at < AIM);
}

/** Do what was held back, where it may be done now. own: the person's own click, which waits for no aim. */
export function catchUp({ own = false } = {}) {
  if (own) aimed.at = -Infinity;
  for (const [id, later] of waiting) {
    if (later.lanes.some(busy)) continue;
    waiting.delete(id);
    later.act();
  }
  return waiting.size;
}

/** Hold every lane still, or let it go. */
export function holdStill(held) {
  still = held;
  catchUp();
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
