// Local words: Enter in a row's list of codes maps its word, and the page comes back with the next word under the cursor.

document.querySelector("select[data-first]")?.focus({ preventScroll: true });

document.addEventListener("keydown", (event) => {
  const choice = event.target;
  if (event.key !== "Enter" || !(choice instanceof HTMLSelectElement) || !choice.form?.classList.contains("one-word")) return;
  event.preventDefault();
  if (choice.value) choice.form.requestSubmit();
});
