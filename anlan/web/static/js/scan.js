import { getJson } from "./dom.js";

const EVERY = 2000;
const OVER = ["refused", "expired", "used"];
const form = document.querySelector("[data-scan]");

/** Asks what has become of the code, until it is confirmed or over. A lost answer is asked for again. */
async function look() {
  let found;
  try {
    found = await getJson(form.dataset.scan);
  } catch {
    setTimeout(look, EVERY);
    return;
  }
  form.dataset.state = found.state;
  const text = form.querySelector("[data-scan-text]");
  if (text.textContent !== found.text) text.textContent = found.text;
  const over = OVER.includes(found.state);
  form.querySelector("[data-scan-renew]").hidden = !over;
  if (found.state === "confirmed") form.requestSubmit();
  else if (!over) setTimeout(look, EVERY);
}

if (form?.querySelector("[data-scan-renew]") && !OVER.includes(form.dataset.state)) setTimeout(look, EVERY);
