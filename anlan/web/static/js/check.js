import { csrf, make, toast } from "./dom.js";
import { shrink } from "./shrink.js";

/** What is wrong with a number is said as soon as it stands there; whether the form is taken is the server's to say. */
async function judge(control, address) {
  const body = new URLSearchParams({ name: control.name, value: control.value });
  const answer = await fetch(address, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf() }, body });
  if (!answer.ok) return;
  const { error } = await answer.json();
  say(control, control.value ? error : "");
}

function say(control, text) {
  const field = control.closest(".field");
  const id = `${control.id}-error`;
  const line = document.getElementById(id) ?? field.appendChild(make("p", { class: "error", id, role: "alert" }));
  line.textContent = text;
  line.hidden = !text;
  field.classList.toggle("has-error", Boolean(text));
  control.setAttribute("aria-invalid", String(Boolean(text)));
  control.setAttribute("aria-describedby", text ? `${control.id}-help ${id}` : `${control.id}-help`);
}

/** A photo from a telephone is made smaller before it is sent, where the browser can. */
async function smaller(control) {
  const [chosen] = control.files;
  if (!chosen?.type.startsWith("image/")) return;
  try {
    const { file } = await shrink(chosen);
    const box = new DataTransfer();
    box.items.add(file);
    control.files = box.files;
  } catch {
    control.value = "";
    toast("这张图片打不开，请换一张 JPG、PNG 或 PDF", { tone: "error" });
  }
}

document.addEventListener("change", (event) => {
  const control = event.target;
  const address = control.form?.dataset.checkUrl;
  if (!address) return;
  if (control.matches("[data-shrink]")) smaller(control);
  else if (control.matches("[name=code], [name=citizen_id]")) judge(control, address).catch(() => {});
});
