import { toast } from "./dom.js";

/** The + of a row: what belongs to it, fetched once, in a row of its own below. */
async function unfold(button) {
  const row = button.closest("tr");
  const open = button.getAttribute("aria-expanded") === "true";
  if (!open && !row.nextElementSibling?.matches(".unfolded")) {
    button.disabled = true;
    try {
      const response = await fetch(button.dataset.unfold, { credentials: "same-origin", headers: { "HX-Request": "true" } });
      if (!response.ok) throw new Error(String(response.status));
      const below = document.createElement("tr");
      below.className = "unfolded";
      const cell = document.createElement("td");
      cell.colSpan = row.cells.length;
      cell.innerHTML = await response.text();
      below.append(cell);
      row.after(below);
    } catch {
      toast("没有取到，请检查网络后再点一次", { tone: "error" });
      return;
    } finally {
      button.disabled = false;
    }
  }
  button.setAttribute("aria-expanded", String(!open));
  button.textContent = open ? "+" : "−";
  row.nextElementSibling.hidden = open;
}

export function listen() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-unfold]");
    if (button) unfold(button);
  });
}
