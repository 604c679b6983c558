// The engine's page fetches itself anew every two seconds. What stands there changes with time, which no event tells.

import { ours } from "./ours.js";

const EVERY = 2000;
const ANSWER_WITHIN = 5000;

async function look() {
  if (document.hidden) return;
  const reply = await ours(location.href, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(ANSWER_WITHIN) });
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const id of ["engine-now", "engine"]) {
    const [here, there] = [document.getElementById(id), fresh.getElementById(id)];
    if (here && there && here.innerHTML !== there.innerHTML) here.replaceWith(document.adoptNode(there));
  }
  note("");
}

function note(words) {
  const place = document.getElementById("notice");
  if (place && place.textContent !== words) place.textContent = words;
}

setInterval(() => look().catch(() => note("These figures are old: the board does not answer. Trying again.")), EVERY);
