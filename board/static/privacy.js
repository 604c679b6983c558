// The privacy key: names leave this page and every other of this browser at once, and come back at the next press. Work goes on and what is
// typed stays. The style sheet takes what is put away out of what is drawn, printed and read aloud alike.

import { ours } from "./ours.js";

const html = document.documentElement;
const form = document.getElementById("privacy");
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("board-privacy") : null;
let left = null; // where the caret was

const away = () => html.dataset.privacy === "on";

function put(wanted) {
  if (wanted === away()) return;
  if (wanted) left = document.activeElement;
  html.toggleAttribute("data-privacy", wanted);
  if (wanted) html.dataset.privacy = "on";
  const button = form.querySelector("button");
  button.setAttribute("aria-pressed", wanted);
  form.elements.on.value = wanted ? "no" : "yes";
  document.getElementById("notice")?.replaceChildren();
  const log = document.getElementById("say");
  if (log) log.textContent = wanted ? "Names are put away." : "Names are back.";
  if (wanted && left && !left.checkVisibility()) document.querySelector("#names-away button").focus({ preventScroll: true });
  if (!wanted && left?.isConnected) left.focus({ preventScroll: true });
}

/** Put names away, or bring them back, here and in every other page of this browser; and remember it for the next. */
export function press() {
  if (!form) return;
  const wanted = !away();
  const body = new URLSearchParams(new FormData(form));
  put(wanted);
  others?.postMessage(wanted);
  ours(form.action, { method: "POST", headers: { "Board-Page": document.body.dataset.page ?? "" }, body, keepalive: true }).catch(() => {});
}

export function start() {
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press();
  });
  if (others) others.onmessage = ({ data }) => put(data);
}
