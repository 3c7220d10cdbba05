import { csrf, getJson, loadScript } from "./dom.js";

const CHUNK = 512 * 1024;
/** Answers to the file itself: sending it again would not help. */
const REFUSED = new Set([400, 413, 415, 422]);
/** The server is full or away, and says so in a sentence. */
const SAYS_WHY = new Set([503, 507]);

function sentence(error) {
  const status = error?.originalResponse?.getStatus?.();
  const body = error?.originalResponse?.getBody?.() ?? "";
  try {
    const said = JSON.parse(body);
    const text = said.error ?? said.detail ?? said.message;
    if (text) return text;
  } catch {
    if ((status < 500 || SAYS_WHY.has(status)) && body && body.length < 120 && !body.includes("<")) return body;
  }
  if (status === 413) return "文件超过大小限制，请压缩后再传";
  if (status === 415) return "这种文件不收，请换成 JPG、PNG 或 PDF";
  if (status === 401 || status === 403) return "登录已过期，请重新登录后再传";
  return navigator.onLine ? "没有传上，请点重试" : "网络断了，恢复后会自动接着传";
}

/** One upload that goes on where it broke off, even after the page was closed and the same file chosen again. */
export class Upload {
  constructor(file, url, { onProgress, onDone, onFailed }) {
    Object.assign(this, { file, url, onProgress, onDone, onFailed });
  }

  async begin() {
    try {
      await loadScript(document.body.dataset.tus);
      this.job = new window.tus.Upload(this.file, this.options());
      const earlier = await this.job.findPreviousUploads();
      if (earlier.length) this.job.resumeFromPreviousUpload(earlier[0]);
      this.job.start();
    } catch {
      this.onFailed("上传没有开始，请检查网络后点重试");
    }
  }

  options() {
    return {
      endpoint: new URL(this.url, location.href).href,
      chunkSize: CHUNK,
      retryDelays: [0, 1000, 3000, 5000, 10000],
      removeFingerprintOnSuccess: true,
      metadata: { filename: this.file.name, filetype: this.file.type },
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrf()),
      onProgress: (sent, total) => this.onProgress(total ? sent / total : 0),
      onError: (error) => this.onFailed(sentence(error), !REFUSED.has(error?.originalResponse?.getStatus?.())),
      onSuccess: () => this.finish(),
    };
  }

  async finish() {
    try {
      this.onDone(await getJson(`${this.job.url.replace(/(\/upload)?\/?$/, "")}/info`));
    } catch {
      this.onFailed("文件传上了，但没有收到确认，请点重试");
    }
  }

  stop() {
    this.job?.abort();
  }
}
