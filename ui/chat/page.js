// What the page does by itself: the Enter that picks a Chinese candidate never sends, buttons open articles or put a
// question into the box, the conversation stays at its latest turn and the article at its quote. Loaded in the head,
// without any library.

(() => {
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

  const copy = async (button) => {
    const today = new Date(), pad = (number) => String(number).padStart(2, "0");
    const day = `${today.getFullYear()}-${pad(today.getMonth() + 1)}-${pad(today.getDate())}`;
    const words = button.dataset.words.replaceAll("\ue000", day);
    try {
      await navigator.clipboard.writeText(words);
    } catch { // not over plain HTTP from elsewhere
      const field = document.createElement("textarea");
      field.value = words;
      button.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const name = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = name; }, 1500);
  };

  // Which question the article is being searched for the right answer to: the one last said to be answered wrongly.
  let corrected = null;

  const judge = (button, trigger) => {
    const row = button.closest(".judging"), said = JSON.parse(row.dataset.said);
    const wrong = button.dataset.verdict === "wrong";
    const none = button.matches(".none");
    for (const one of row.querySelectorAll(".verdict"))
      one.setAttribute("aria-pressed", String(one.dataset.verdict === button.dataset.verdict));
    row.querySelector(".correcting").hidden = !wrong;
    corrected = wrong && !none ? said.question : null;
    trigger("like", { said: { ...said, verdict: button.dataset.verdict, no_answer: none } });
  };

  // Characters as the server counts them: JavaScript counts those beyond the first plane twice.
  const characters = (text) => [...text].length;

  const placeOf = (range) => {
    const at = (node, offset) => {
      const from = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
      if (!from) return null;
      const before = document.createRange();
      before.setStart(from, 0);
      before.setEnd(node, offset);
      return Number(from.dataset.at) + characters(before.toString());
    };
    return { start: at(range.startContainer, range.startOffset), end: at(range.endContainer, range.endOffset) };
  };

  // 「正確答案是…」 beside what is selected in the article, after an answer was said to be wrong.
  const offerCorrection = (element, trigger) => {
    document.querySelector("#correct")?.remove();
    const selection = getSelection(), words = selection.toString().trim();
    if (!corrected || !words || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0), sheet = element.querySelector(".sheet");
    if (!sheet?.contains(range.commonAncestorContainer)) return;
    const place = placeOf(range);
    if (place.start === null || place.end === null || place.start >= place.end) return;
    const button = document.createElement("button"), box = range.getBoundingClientRect();
    button.id = "correct";
    button.type = "button";
    const quoted = words.length > 12 ? `${words.slice(0, 12)}…` : words;
    button.textContent = sheet.dataset.correct.replace("「」", () => `「${quoted}」`);
    button.style.cssText = `left:${Math.max(8, box.left)}px;top:${box.bottom + 6}px`;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // which would end the selection
    button.addEventListener("click", () => {
      const correct = { article_id: sheet.dataset.article, ...place };
      trigger("like", { said: { question: corrected, verdict: "wrong", correct } });
      corrected = null;
      button.remove();
      selection.removeAllRanges();
    });
    element.closest(".gradio-container").append(button); // where the page's own looks hold;
  };

  window.qaConversation = (element, trigger, watch) => {
    const scroller = element.closest("#conversation");
    element.addEventListener("click", (event) => {
      const edited = event.target.closest("button.to-box");
      if (edited) toBox(edited.dataset.question);
      const copied = event.target.closest("button.copy");
      if (copied) copy(copied);
      const verdict = event.target.closest("button[data-verdict]");
      if (verdict) judge(verdict, trigger);
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

  const shut = () => document.querySelector("#side")?.classList.remove("open");

  window.qaConversations = (element, trigger) => {
    const idOf = (target) => target.closest("li")?.dataset.id;
    const rename = (item) => {
      const button = item.querySelector(".to-conversation"), field = document.createElement("input");
      field.value = button.textContent;
      field.maxLength = 100;
      field.setAttribute("aria-label", item.dataset.rename);
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
        shut();
      }
      if (target.closest(".rename")) rename(target.closest("li"));
      const remove = target.closest(".delete");
      if (remove?.matches(".sure")) trigger("delete", { id: idOf(target) });
      else if (remove) {
        remove.classList.add("sure"); // the second click deletes
        remove.textContent = remove.dataset.sure;
      }
    });
  };

  addEventListener("click", (event) => {
    if (event.target.closest("#to-side")) document.querySelector("#side")?.classList.toggle("open");
    else if (event.target.closest("#new") || !event.target.closest("#side")) shut();
    for (const menu of document.querySelectorAll("details.more[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  window.qaArticle = (element, trigger, watch) => {
    document.addEventListener("selectionchange", () => offerCorrection(element, trigger));
    const scroller = element.closest("#article");
    const toPlace = (range) => {
      const gap = range.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      if (narrow()) scrollBy(0, range.getBoundingClientRect().top - innerHeight / 3);
      else scroller.scrollTop += gap - scroller.clientHeight / 3;
    };

    // Find in the article: what is found is painted over the text, which stays as it is.
    let found = [], at = 0;
    const find = (words) => {
      found = [];
      const walker = document.createTreeWalker(element.querySelector(".text"), NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && words; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        for (let from = text.indexOf(words); from >= 0; from = text.indexOf(words, from + words.length)) {
          const range = new Range();
          range.setStart(node, from);
          range.setEnd(node, from + words.length);
          found.push(range);
        }
      }
      at = 0;
      if (window.Highlight) CSS.highlights.set("found", new Highlight(...found));
      show(words);
    };
    const show = (words) => {
      const box = element.querySelector(".found");
      const told = found.length ? `${at + 1}／${found.length}` : box.dataset.none;
      box.textContent = words ? told : "";
      if (window.Highlight) CSS.highlights.set("found-now", new Highlight(...found.slice(at, at + 1)));
      if (found[at]) toPlace(found[at]);
    };
    element.addEventListener("input", (event) => {
      if (event.target.matches(".find")) find(event.target.value.trim().toLowerCase());
    });
    element.addEventListener("keydown", (event) => {
      if (!event.target.matches(".find") || event.key !== "Enter" || !found.length) return;
      at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
      show(event.target.value);
    });

    // The citation before or after the one that is shown, of all in the conversation.
    element.addEventListener("click", (event) => {
      const step = event.target.closest(".next") ? 1 : event.target.closest(".previous") ? -1 : 0;
      const all = [...document.querySelectorAll("#conversation .source .to-article")];
      if (!step || !all.length) return;
      const shown = all.findLastIndex((one) => one.dataset.place === element.querySelector(".sheet").dataset.place);
      const next = shown < 0 ? all.length - 1 : (shown + step + all.length) % all.length;
      all[next].click();
    });
    const toQuote = () => {
      const quote = element.querySelector("mark") ?? element.querySelector(".around");
      if (!quote) return;
      if (narrow()) {
        if (asked) quote.scrollIntoView({ block: "center" });
      } else {
        toPlace(quote);
      }
      asked = false;
    };
    watch("value", () => requestAnimationFrame(toQuote));
  };
})();
