// The card under a resting pointer stays under it: what comes, goes or grows above it is taken up by scrolling, and by room lent to the lane
// where there is nothing to scroll. When the pointer goes elsewhere the room is given back.

const CARD = '[data-lane=""] > li';
const LONGEST_REST = 60e3; // whoever left the desk with the pointer on a card keeps nothing from its place for ever

let card = null;
let restedAt = 0;
let lent = null; // {lane, column, home}: where room was lent, and how far it was scrolled then

/** Whether the pointer rests on this card, so that it keeps its place. */
export const rested = (id) => card?.id === id && card.isConnected && performance.now() - restedAt < LONGEST_REST;

const scrolls = (one) => one && getComputedStyle(one).overflowY === "auto";

/** Do this, and leave the card under the pointer where it is on the glass. */
export function steady(act) {
  if (!card?.isConnected || !card.id || performance.now() - restedAt > LONGEST_REST) return act();
  const [resting, top] = [card, card.getBoundingClientRect().top];
  act();
  put(resting, top);
  // A card that is drawn for the first time may turn out taller than it was thought to be.
  requestAnimationFrame(() => put(resting, top));
}

function put(resting, top) {
  if (resting !== card || !card.isConnected) return;
  const moved = card.getBoundingClientRect().top - top;
  if (Math.abs(moved) >= 1) takeUp(moved);
}

function takeUp(moved) {
  const lane = card.parentElement;
  const near = card.closest(".column");
  const column = scrolls(near) ? near : document.scrollingElement;
  if (lent?.lane !== lane) giveBack();
  lent ??= { lane, column, home: column.scrollTop, above: 0 };
  const top = card.getBoundingClientRect().top - moved;
  // First the room lent above is used up, then it is scrolled, then more is lent.
  const used = moved > 0 ? Math.min(moved, lent.above) : 0;
  if (used) pad("Top", (lent.above -= used));
  column.scrollTop += moved - used;
  const rest = () => card.getBoundingClientRect().top - top;
  if (rest() >= 1) {
    // A column that is not full takes its own height of room below before anything in it can be scrolled.
    for (const room of [rest() + 1, column.clientHeight]) {
      if (rest() >= 1) pad("Bottom", parseFloat(getComputedStyle(lane).paddingBottom) + room);
      column.scrollTop += rest();
    }
  } else if (rest() <= -1) pad("Top", (lent.above -= rest()));
}

const pad = (side, by) => { lent.lane.style[`padding${side}`] = by ? `${by}px` : ""; };

function giveBack() {
  if (!lent) return;
  const { lane, column, home } = lent;
  lane.style.paddingTop = lane.style.paddingBottom = "";
  if (home < 1) column.scrollTop = 0; // who looked at the top goes on doing so
  lent = null;
}

/** The pointer did something here: forget where it rested. */
export function letGo() {
  card = null;
  giveBack();
}

function moved({ target }) {
  const over = target.closest?.(CARD) ?? null;
  if (!over && !(lent && lent.lane.contains(target))) giveBack();
  card = over;
  restedAt = performance.now();
}

addEventListener("pointermove", moved, { capture: true, passive: true });
document.documentElement.addEventListener("pointerleave", letGo);
