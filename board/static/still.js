// Calm: the page is held still. Frames go on arriving and are kept, the newest of each part, until one key shows them all.
// Loud lines at the top, the open contact and the result of a click are never kept back; a card that is gone leaves only its place.

import { now } from "./times.js";

const KEPT_BACK = /^(board|person):/;
const LOUD = /^(unclaimed-|calm$)/; // the page must not go on saying that nothing needs anyone
const KEY = "board-still"; // whether, and nothing else, is kept for the next page

const kept = new Map(); // id -> {root, node}
let since = null;

export const held = () => since !== null;

/** Since when, in the server's milliseconds; null when not held. */
export const heldSince = () => since;

/** Keep this part back, if the page is held still. own: it answers the person's own click. */
export function keep(root, node, own) {
  const id = node.dataset.gone ?? node.id;
  if (!held() || own || LOUD.test(id) || !KEPT_BACK.test(root.dataset.audience)) {
    kept.delete(id);
    return false;
  }
  kept.delete(id);
  kept.set(id, { root, node });
  if (node.dataset.gone) hollow(document.getElementById(id));
  return true;
}

/** Nothing of this region is to be shown any more. */
export function forget(root) {
  for (const [id, part] of kept) if (part.root === root) kept.delete(id);
}

/** It may be closed, or no longer be for these eyes: its words go, its place stays. */
function hollow(card) {
  if (!card || "hollow" in card.dataset) return;
  card.style.height = `${card.getBoundingClientRect().height}px`;
  const focused = card.contains(document.activeElement);
  card.replaceChildren(Object.assign(document.createElement("p"), { className: "quiet", textContent: "No longer here." }));
  card.dataset.hollow = "";
  for (const name of ["facets", "rag", "ref"]) delete card.dataset[name];
  if (focused) card.focus({ preventScroll: true });
}

/** What was kept back, by contact: [reference or id, words, whether of the first colour], newest last. */
export function digest(first) {
  const lines = new Map();
  for (const [id, { node }] of kept) {
    const words = changeOf(id, node);
    const ref = node.dataset.ref ?? id.replace(/^\w+?-/, "");
    if (words && !(lines.has(ref) && id.startsWith("own-"))) lines.set(ref, [ref, words, node.dataset.rag === first]);
  }
  return [...lines.values()];
}

const colour = (card) => card.querySelector(".rag")?.textContent.trim();
const flags = (card) => card.querySelector(".flags")?.textContent.replace(/\s+/g, " ") ?? "";

function changeOf(id, node) {
  const shown = document.getElementById(id);
  if (node.dataset.gone) return shown ? (id.startsWith("own-") ? "left your work" : "left the board") : "";
  if (id.startsWith("notice-")) return "for your eyes: see the notice";
  if (!/^(card|own)-/.test(id)) return "";
  const late = node.querySelector("[data-late]");
  const place = { "lane-waiting": "waits", "lane-in_hand": "in hand", "lane-mine": "in your work", "lane-strip": "restricted to you", "lane-answer": "closed, to be answered" }[node.dataset.lane];
  if (!shown || "hollow" in shown.dataset) return `new: ${colour(node)}, ${place}${late ? ", late" : ""}`;
  const news = [];
  if (shown.dataset.lane !== node.dataset.lane) news.push(node.dataset.lane === "lane-in_hand" ? "claimed" : node.dataset.lane === "lane-waiting" ? "released, waits again" : place);
  if (shown.dataset.rag !== node.dataset.rag) news.push(`now ${colour(node)}`);
  if (late && !shown.querySelector("[data-late]")) news.push("now late");
  if (flags(shown) !== flags(node)) news.push("marked otherwise");
  return news.join(", ") || "changed";
}

/** Hold the page still, or let it go and show what was kept. apply(root, node): shows one part. */
export function hold(wanted, apply) {
  if (wanted === held()) return;
  since = wanted ? now() : null;
  sessionStorage.setItem(KEY, wanted ? "1" : "");
  if (!wanted) {
    const parts = [...kept.values()];
    kept.clear();
    for (const card of document.querySelectorAll("[data-hollow]")) card.remove();
    for (const { root, node } of parts) apply(root, node);
  }
}

/** Whether the page before this one was held still. */
export const wasHeld = () => sessionStorage.getItem(KEY) === "1";
