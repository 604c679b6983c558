// Frames into the page: three verbs (replace by id, upsert into a lane by its order key, delete by id) and a cursor per audience.

import * as lanes from "./lanes.js";
import * as presence from "./presence.js";
import { steady } from "./steady.js";
import * as still from "./still.js";
import { wordTimes } from "./times.js";

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

/** This audience's region, or all of the page's. */
const some = (audience) => (audience ? [regions.get(audience)] : [...regions.values()]);

/** Where this page stands: its epoch and one seq per audience, in the page's order. */
export const since = (audience) => [some(audience)[0]?.epoch ?? 0, ...some(audience).map((region) => region.seq)].join(".");

/** The seq up to which everything is shown. */
export const drawn = () => Math.min(...[...regions.values()].map((region) => region.seq));

export const behind = (audience) => some(audience).some((region) => region.behind);

export const otherEpoch = (epoch) => [...regions.values()].some((region) => region.epoch !== epoch);

/** Take a frame: "applied", "dropped" (seen already), "ask" (something before it is missing) or "reload" (another epoch, or it cannot be shown).
 * own: it answers the person's own click, so no stillness keeps it back. */
export function take(frame, { own = false } = {}) {
  const region = regions.get(frame.audience);
  if (!region) return "dropped";
  if (frame.epoch !== region.epoch) return "reload";
  if (frame.to <= region.seq) return "dropped";
  const missed = () => (region.missed = Math.max(region.missed, frame.to));
  if (frame.from > region.seq) {
    missed();
    return "ask";
  }
  try {
    if (!region.lost) apply(region.root, frame.content, own);
  } catch (error) {
    missed(); // so that no heartbeat steps over it
    console.error(error);
    return "reload";
  }
  region.reach(frame.to);
  return "applied";
}

/** Everything up to seq was sent before. Not to be believed while a frame is missing. */
export function advance(seq, audience) {
  for (const region of some(audience)) region.reach(seq);
}

/** This page may no longer show that audience. */
export function lose(audience) {
  const region = regions.get(audience);
  if (!region) return;
  region.lost = true; // its cursor stays, because the page's others are told by their place
  lanes.forget();
  still.forget(region.root);
  region.root.replaceChildren();
}

/** This page may no longer show what stands in it. */
export function loseAll() {
  for (const audience of regions.keys()) lose(audience);
}

/** Hold the page still, or let it go. */
export function hold(wanted) {
  still.hold(wanted, (root, node) => {
    dress(node);
    put(root, node);
  });
}

function apply(root, content, own) {
  const parsed = document.createElement("template");
  parsed.innerHTML = content;
  dress(parsed.content);
  for (const node of [...parsed.content.children]) {
    if (!still.keep(root, node, own)) put(root, node);
  }
}

function put(root, node) {
  if (node.dataset.gone) lanes.remove(node.dataset.gone);
  else if (node.dataset.lane) lanes.upsert(node, change);
  else steady(() => replace(root, node)); // a head or a notice that grows stands above somebody's card
}

/** What the browser knows and the server does not: what time it is, and which card is the one open here. */
export function dress(root) {
  wordTimes(root);
  presence.dress(root);
  for (const link of root.querySelectorAll("li a[href]")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
  }
}

function change(old, node) {
  if (old.isEqualNode(node)) return;
  const within = old.contains(document.activeElement);
  const fragment = document.createDocumentFragment();
  fragment.append(node);
  morph(old, fragment, false);
  if (within && document.activeElement === document.body) old.querySelector("summary, button, a")?.focus({ preventScroll: true });
}

function replace(root, node) {
  const old = document.getElementById(node.id);
  if (old) change(old, node);
  else root.append(node);
}
