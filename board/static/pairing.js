// A screen that waits to become a wall: it asks for a code when it has none, and looks every few seconds whether somebody typed it.

import { ours } from "./ours.js";

const LOOK_EVERY = 4e3;
const begin = document.getElementById("begin");
const code = document.getElementById("code")?.textContent;

async function look() {
  try {
    const reply = await ours("/wall/pairing", { method: begin ? "POST" : "GET", cache: "no-store", signal: AbortSignal.timeout(LOOK_EVERY) });
    if (reply.ok && new URL(reply.url).pathname === "/wall") return location.replace("/wall");
    if (reply.ok && (begin || !(await reply.text()).includes(code))) return location.reload();
  } catch {
    // The board is away: this screen keeps looking.
  }
  setTimeout(look, LOOK_EVERY);
}

if (begin) look();
else setTimeout(look, LOOK_EVERY);
