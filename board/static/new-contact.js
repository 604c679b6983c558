// Rows of children and adults come and go without asking the server. Without this file the same buttons ask it.

const form = document.querySelector(".new-contact form");

function renumber(kind, word) {
  document.querySelectorAll(`#${kind} > [data-row]`).forEach((row, index) => {
    row.querySelector("legend").textContent = `${word} ${index + 1}`;
    row.querySelector(".which").textContent = `${word.toLowerCase()} ${index + 1}`;
  });
}

const wordOf = (kind) => (kind === "children" ? "Child" : "Adult");

function add(kind) {
  const template = document.querySelector(`template[data-rows="${kind}"]`);
  const rows = document.getElementById(kind);
  if (rows.children.length >= Number(template.dataset.most)) return;
  const made = document.createElement("template");
  const number = nextFree(kind);
  made.innerHTML = template.innerHTML.replaceAll("ROW", number).replaceAll("PLACE", rows.children.length + 1);
  const row = made.content.querySelector("[data-row]");
  rows.append(row);
  row.querySelector("input, select").focus();
}

function nextFree(kind) {
  const taken = [...document.querySelectorAll(`#${kind} > [data-row]`)].map((row) => Number(row.id.split("-")[1]));
  return Math.max(-1, ...taken) + 1;
}

function remove(row) {
  const kind = row.parentElement.id;
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(kind, wordOf(kind));
  (neighbour?.querySelector("input, select") ?? form.querySelector(`button[name="add"][value="${kind}"]`))?.focus();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  if (button?.name === "add") {
    event.preventDefault();
    add(button.value);
  } else if (button?.name === "remove") {
    event.preventDefault();
    remove(button.closest("[data-row]"));
  }
});
document.querySelector(".govuk-error-summary, .new-asked")?.focus();
