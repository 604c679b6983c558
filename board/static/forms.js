// Forms post without leaving the page: the answer carries frames and a sentence. What was typed stays until it was taken.

import { ours } from "./ours.js";

const PATIENCE = 15e3;
const SHOWN_FOR = 12e3;
let leaving = false;
let fading;

const typed = (control) =>
  control.type === "checkbox" || control.type === "radio" ? control.checked !== control.defaultChecked
  : control.type === "hidden" ? false
  : control.tagName === "SELECT" ? [...control.options].some((option) => option.selected !== option.defaultSelected) && control.selectedIndex > 0
  : control.type === "file" ? control.files.length > 0
  : "defaultValue" in control && control.value !== control.defaultValue;

/** Whether something was typed here that nobody has taken yet. besides: a form that does not count. */
export const unsaved = (besides) =>
  [...document.forms].some((form) => form !== besides && !("untracked" in form.dataset) && [...form.elements].some(typed));

/** The page goes elsewhere by its own will: nobody need be asked. */
export function leave(go) {
  leaving = true;
  go();
}

/** Say what a click came to, above the page. actions: elements put after the words. */
export function show(kind, title, sentence, ...actions) {
  const notice = document.getElementById("notice");
  if (!notice) return;
  const words = document.createElement("p");
  const strong = document.createElement("b");
  strong.textContent = title;
  words.append(strong, sentence ? ` ${sentence}` : "");
  notice.dataset.kind = kind;
  const clear = () => notice.replaceChildren();
  notice.replaceChildren(words, ...actions, button("Dismiss", clear));
  clearTimeout(fading);
  // Good news need not be dismissed; a failure stays until somebody has read it.
  if (kind === "done") fading = setTimeout(() => notice.matches(":hover, :focus-within") || clear(), SHOWN_FOR);
}

export function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
  made.addEventListener("click", act);
  return made;
}

function link(words, href) {
  return Object.assign(document.createElement("a"), { href, textContent: words });
}

/** What a 401 of the board means: "locked" can be opened again, "session" cannot. A 401 of something in between means nothing. */
export const whatEnded = (body) => body.ended ?? (body.notice && (body.notice.href?.startsWith("/locked") ? "locked" : "session"));

function unmark(form) {
  for (const message of form.querySelectorAll(".field-error")) message.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const group of form.querySelectorAll(".govuk-form-group--error")) group.classList.remove("govuk-form-group--error");
}

function mark(form, errors) {
  const first = [];
  for (const [field, sentence] of Object.entries(errors ?? {})) {
    const found = form.elements.namedItem(field);
    const control = found instanceof RadioNodeList ? found[0] : found;
    if (!control) continue;
    first.push(control);
    const message = Object.assign(document.createElement("p"), { className: "govuk-error-message field-error", textContent: sentence });
    message.setAttribute("role", "alert");
    message.id = `${control.id || field}-error`;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-errormessage", message.id);
    control.closest(".govuk-form-group")?.classList.add("govuk-form-group--error");
    (control.closest(".govuk-radios, .govuk-checkboxes") ?? control).before(message);
  }
  first[0]?.focus();
}

/** Where this form goes: one that several buttons share goes where the pressed one says. */
const addressOf = (form, submitter) => submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;

async function post(form, submitter, page) {
  const address = addressOf(form, submitter);
  const pressed = submitter ?? form;
  const buttons = submitter ? [submitter] : form.querySelectorAll("button");
  for (const each of buttons) each.setAttribute("aria-disabled", "true");
  pressed.dataset.sending = "";
  const within = form.contains(document.activeElement); // a frame may be quicker than the answer and hide the form
  unmark(form);
  try {
    const reply = await ours(address, {
      method: "POST",
      headers: { Accept: "application/json", "Board-Page": page.token, "Board-Since": page.since() },
      body: new URLSearchParams(new FormData(form, submitter)),
      signal: AbortSignal.timeout(PATIENCE),
    });
    take(form, address, reply, await reply.json(), page, within);
  } catch {
    const again = button("Try again", () => form.requestSubmit(submitter));
    show("failed", "This did not get through.", "Nothing is lost: what you typed is still here.", ...(pressed.isConnected ? [again] : []));
  } finally {
    for (const each of buttons) each.removeAttribute("aria-disabled");
    delete pressed.dataset.sending;
  }
}

function take(form, address, reply, body, page, within) {
  if (reply.status === 401 && whatEnded(body)) return page.over(whatEnded(body));
  page.frames(body.frames ?? []);
  const { kind, title, sentence, href, errors } = body.notice ?? {};
  if (reply.ok) {
    form.reset();
    fold(form.closest("details:not(.notice-all)"), within); // a list of notices stays open for the next of them
    if (href && "follow" in form.dataset && !unsaved()) return leave(() => location.assign(href));
  }
  const { question } = body.notice ?? {};
  // A form with words of its own takes them along to the page with the question.
  const ask = () => leave(() => href && !unsaved() ? location.assign(href) : form.submit());
  if (question && !unsaved(form)) return ask();
  if (body.notice) show(kind, title, sentence, ...(question ? [href ? link("Answer it", href) : button("Answer it", ask)] : ways(form, address, reply, href)), ...undo(body.notice.undo));
  mark(form, errors);
}

/** Close what the form stood in. within: somebody was in it, so the focus goes to its heading, or where that is gone, to the panel. */
function fold(details, within) {
  if (!details) return;
  details.open = false;
  const { activeElement: focused, body } = document;
  if (!within || (focused !== body && !details.contains(focused))) return;
  const heading = details.querySelector("summary");
  (heading.checkVisibility() ? heading : details.closest(".panel"))?.focus({ preventScroll: true });
}

/** A form that takes back what was just done. */
function undo(what) {
  if (!what) return [];
  const made = Object.assign(document.createElement("form"), { className: "live-form", method: "post", action: what.href });
  made.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seq", value: what.seq }));
  made.append(Object.assign(document.createElement("button"), { className: "button", textContent: "Undo" }));
  return [made];
}

/** Where to from here: what was taken, or, where somebody was quicker, the contact they have and the next one. */
function ways(form, address, reply, href) {
  if (href && new URL(href, location.href).pathname !== location.pathname && reply.ok) return [link("Open it", href)];
  if (reply.status !== 409 || !("offersNext" in form.dataset)) return [];
  const next = document.querySelector(".take-next");
  const open = link("Open it", address.replace(/\/claim$/, ""));
  return next ? [open, button("Take the next most urgent", () => next.requestSubmit())] : [open];
}

/** Let forms of class live-form post in place. page: token, since(), frames(list), over(kind). */
export function start(page) {
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (!page.token || !form.matches(".live-form")) return void (leaving = true);
    event.preventDefault();
    if (!("sending" in (event.submitter ?? form).dataset)) post(form, event.submitter, page);
  });
  addEventListener("beforeunload", (event) => { if (!leaving && unsaved()) event.preventDefault(); });
}
