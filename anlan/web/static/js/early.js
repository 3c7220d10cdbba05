/** Runs before anything can be touched: on a slow line a photo is chosen and the form sent while the page's scripts are still on
 *  their way. Sent then, it would go without the photo and nobody would notice; so it waits here for them. */
(() => {
  let waiting = null;

  function say(form, text) {
    form.querySelectorAll("[data-file-error]").forEach((line) => {
      line.textContent = text;
      line.hidden = !text;
    });
  }

  function hold(event) {
    const form = event.target;
    if (![...form.querySelectorAll("[data-file-input]")].some((input) => input.files.length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form, submitter: event.submitter };
    say(form, "页面还没有加载完，加载好后自动上传并提交");
  }

  function broken(event) {
    if (event.target.tagName !== "SCRIPT" || !waiting) return;
    say(waiting.form, "页面没有加载完整，照片没有传上，也没有提交。请检查网络，刷新本页后重新填写");
  }

  window.addEventListener("submit", hold, true);
  window.addEventListener("error", broken, true);
  document.addEventListener("anlan:ready", () => {
    window.removeEventListener("submit", hold, true);
    window.removeEventListener("error", broken, true);
    if (!waiting) return;
    const { form, submitter } = waiting;
    say(form, "");
    form.requestSubmit(submitter ?? undefined);
  });
})();
