// What the page does by itself: the Enter that picks a Chinese candidate never sends, buttons open articles or put a
// question into the box, the conversation stays at its latest turn and the article at its quote. Loaded in the head,
// without any library.

(() => {
  document.documentElement.lang = "zh-Hant";

  let composing = false;
  let picked = false; // the Enter now held down belongs to the input method

  addEventListener("compositionstart", () => { composing = true; }, true);
  addEventListener("compositionend", () => { composing = false; }, true);

  // isComposing alone is not enough: Safari ends the composition before this key arrives, with keyCode 229.
  addEventListener("keydown", (event) => {
    picked = event.key === "Enter" && (composing || event.isComposing || event.keyCode === 229);
    if (picked) event.stopImmediatePropagation();
  }, true);
  addEventListener("keypress", (event) => {
    if (picked && event.key === "Enter") event.stopImmediatePropagation();
  }, true);

  let asked = false; // the user asked for the article: on a phone, go there

  const narrow = () => matchMedia("(max-width: 860px)").matches;

  const toBox = (words) => {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true })); // by which the page learns of it
    box.focus();
  };

  window.qaConversation = (element, trigger, watch) => {
    const scroller = element.closest("#conversation");
    element.addEventListener("click", (event) => {
      const edited = event.target.closest("button.to-box");
      if (edited) toBox(edited.dataset.question);
      const button = event.target.closest("button.to-article, button.to-question");
      if (!button) return;
      if (button.matches(".to-question")) {
        trigger("submit", { question: button.dataset.question });
        return;
      }
      asked = true;
      trigger("select", { place: JSON.parse(button.dataset.place) });
    });
    const toLatest = () => {
      const last = element.querySelector(".turn:last-child");
      if (!last) return;
      if (narrow()) last.scrollIntoView({ block: "start" });
      else scroller.scrollTop += last.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12;
    };
    watch("value", () => requestAnimationFrame(toLatest));
  };

  window.qaConversations = (element, trigger) => {
    const idOf = (target) => target.closest("li")?.dataset.id;
    const rename = (item) => {
      const button = item.querySelector(".to-conversation"), field = document.createElement("input");
      field.value = button.textContent;
      field.maxLength = 100;
      field.setAttribute("aria-label", "對話的標題");
      item.querySelector("details").open = false;
      button.replaceWith(field);
      field.select();
      let left = false;
      const leave = (title) => {
        if (left) return;
        left = true;
        field.replaceWith(button);
        button.focus();
        if (title && title !== button.textContent) trigger("edit", { id: item.dataset.id, title });
      };
      field.addEventListener("blur", () => leave(field.value.trim()));
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") leave(field.value.trim());
        if (event.key === "Escape") leave("");
      });
    };
    element.addEventListener("click", (event) => {
      const { target } = event;
      if (target.closest(".to-conversation")) {
        trigger("select", { id: idOf(target) });
        document.body.classList.remove("side-open");
      }
      if (target.closest(".rename")) rename(target.closest("li"));
      const remove = target.closest(".delete");
      if (remove?.matches(".sure")) trigger("delete", { id: idOf(target) });
      else if (remove) {
        remove.classList.add("sure"); // the second click deletes
        remove.textContent = "確定刪除？";
      }
    });
  };

  addEventListener("click", (event) => {
    if (event.target.closest("#to-side")) document.body.classList.toggle("side-open");
    else if (event.target.closest("#new") || !event.target.closest("#side")) document.body.classList.remove("side-open");
    for (const menu of document.querySelectorAll("details.more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  window.qaArticle = (element, watch) => {
    const scroller = element.closest("#article");
    const toQuote = () => {
      const quote = element.querySelector("mark") ?? element.querySelector(".around");
      if (!quote) return;
      if (narrow()) {
        if (asked) quote.scrollIntoView({ block: "center" });
      } else {
        const gap = quote.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
        scroller.scrollTop += gap - scroller.clientHeight / 3;
      }
      asked = false;
    };
    watch("value", () => requestAnimationFrame(toQuote));
  };
})();
