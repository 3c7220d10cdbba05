import { make } from "../dom.js";
import { flush, mine, openEntry, owner, TROUBLE } from "./outbox.js";
import { all, drop } from "./store.js";

const place = document.querySelector("[data-outbox-list]");
const others = document.querySelector("[data-outbox-others]");
const pages = document.querySelector("[data-kept-pages]");
const signedOut = document.querySelector("[data-outbox-signed-out]");

function moment(at) {
  return new Date(at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

function button(text, action, tone = "") {
  const made = make("button", { type: "button", class: `button small ${tone}` }, text);
  made.addEventListener("click", action);
  return made;
}

async function give(entry) {
  if (!window.confirm(`确定不要“${entry.title}”了吗？内容和照片会从本机删除，找不回来。`)) return;
  await drop(entry.order);
  draw();
}

function line(entry) {
  const stuck = entry.state === TROUBLE;
  const photos = entry.files.length ? `，${entry.files.length} 个附件待传` : "";
  const said = stuck ? entry.why : navigator.onLine ? `正在上传或排队${photos}` : `等待联网${photos}`;
  const buttons = [stuck && button("打开处理", () => openEntry(entry), "primary"), button("不要了", () => give(entry), "danger")].filter(Boolean);
  return make("li", { class: stuck ? "outbox-line stuck" : "outbox-line" },
    make("span", { class: "main" }, make("strong", {}, entry.title), make("small", {}, `${moment(entry.at)} 填写 · ${said}`)),
    make("span", { class: "buttons" }, ...buttons));
}

async function draw() {
  const entries = await mine();
  const foreign = (await all()).length - entries.length;
  place.replaceChildren(...(entries.length ? entries.map(line) : [make("li", { class: "outbox-none" }, "没有等待上传的内容")]));
  others.hidden = !foreign;
  others.textContent = `这台设备上还有 ${foreign} 条其他账号或岗位填写的内容，由本人登录后自动上传。`;
}

async function drawPages() {
  if (!("caches" in window)) return;
  const cache = await caches.open("anlan-pages");
  const lines = await Promise.all((await cache.keys()).map(async ({ url }) => {
    const text = await (await cache.match(url)).text();
    const title = new DOMParser().parseFromString(text, "text/html").title.split(" · ")[0];
    return url.endsWith("/web/outbox/") ? null : make("li", {}, make("a", { href: url }, title || url));
  }));
  pages.replaceChildren(...lines.filter(Boolean));
  pages.closest("section").hidden = !lines.some(Boolean);
}

document.addEventListener("anlan:outbox", draw);
document.addEventListener("anlan:signed-out", (event) => {
  signedOut.hidden = !event.detail;
});
document.querySelector("[data-outbox-flush]").addEventListener("click", () => flush().then(draw));
if (owner()) {
  draw();
  drawPages();
}
