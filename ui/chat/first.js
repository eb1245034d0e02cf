// Before any other script of the page: its language, which Gradio asks the browser for, is the one the server keeps.
(() => {
  const language = /(?:^|; )qa_language=([\w-]+)/.exec(document.cookie)?.[1] ?? "zh-TW";
  Object.defineProperty(navigator, "language", { get: () => language });
  Object.defineProperty(navigator, "languages", { get: () => [language] });
  document.documentElement.lang = language;
  const title = TITLES[language];
  const entitle = () => { if (title && document.title !== title) document.title = title; };
  new MutationObserver(entitle).observe(document.head, { subtree: true, childList: true, characterData: true });
})();
