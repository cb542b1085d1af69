// Runs first, in any browser: shows what to do where the page's own code cannot start (an old browser, a blocked file).
(function () {
  function show() {
    var app = document.getElementById("app");
    var message = document.getElementById("cannot-start");
    if (app && message && !app.firstChild) message.removeAttribute("hidden");
  }
  function whenReady(run) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
    else run();
  }
  window.addEventListener(
    "error",
    function () {
      whenReady(show);
    },
    true,
  );
  if (!("noModule" in document.createElement("script"))) whenReady(show);
})();
