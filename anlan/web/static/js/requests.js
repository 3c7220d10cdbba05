import { csrf, make, toast } from "./dom.js";

const SENTENCES = {
  401: "登录已过期，请重新登录后再试",
  403: "没有这项权限，或登录已过期，请刷新页面再试",
  404: "没有找到，可能已被移走，请刷新页面",
  413: "内容太大，服务器没有接收，请减少附件后再试",
  429: "操作太频繁，请过一会儿再试",
  503: "系统暂时不可用，刚才的内容没有丢，请稍后再试",
  507: "服务器磁盘空间不足，本次未保存，请稍后重试或联系管理员",
};

let running = 0;
let ended = false;

function count(step) {
  running = Math.max(0, running + step);
  document.body.classList.toggle("busy", running > 0);
}

function failed(event) {
  const status = event.detail.xhr?.status;
  const element = event.detail.elt;
  if (element?.id === "badges") return;
  const text = SENTENCES[status] ?? (status ? "服务器没有处理成功，刚才的内容没有丢，请稍后再试" : "网络断了，刚才的操作没有送到，请检查网络后再试");
  toast(text, status === 401 ? { tone: "error", label: "去登录", action: () => location.reload() } : { tone: "error" });
}

/** After the session ended a request ends at the sign-in page, which must not land inside this one. */
function signedOut(event) {
  const text = event.detail.xhr?.responseText ?? "";
  if (document.body.classList.contains("bare") || !/<body class="bare/.test(text)) return;
  event.detail.shouldSwap = false;
  if (ended) return;
  ended = true;
  toast("登录已过期，没有保存的内容会存为草稿", { tone: "error", label: "去登录", action: () => location.reload() });
}

export function listen() {
  document.body.append(make("div", { class: "busy-line", "aria-hidden": "true" }));
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrf();
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.elt?.id !== "badges" && count(1));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.elt?.id !== "badges" && count(-1));
  document.addEventListener("htmx:beforeSwap", signedOut);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
}
