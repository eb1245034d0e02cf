"""English for what the code says in Chinese, by the Chinese text: the one place that has it.

``PROBLEMS`` by their titles, ``FAULTS`` of fields, ``TEXTS`` of the page, ``MESSAGES`` of errors.
"""

from collections.abc import Mapping

_SEE_DOCS = "See the description of the interface at /docs."
# What is told in English for each title: the title, and what to do.
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "找不到": (
        "Not found",
        "There is no such address, article, build or job. List them first, and use an id from there.",
    ),
    "文章資料庫不能用": ("The collection cannot be used", "Its file is damaged or cannot be opened: restore a backup."),
    "文章已經改過了": (
        "The article has changed",
        "Read it again, make your change to that version, and send its ETag.",
    ),
    "與現有的內容衝突": ("In conflict with what is there", "Change or remove the file that the article comes from."),
    "輸入的內容不能用": (
        "The input cannot be used",
        "It is empty, too long, or holds nothing to search for or to store.",
    ),
    "正在進行另一項工作": (
        "Busy with another task",
        "Wait until the rebuild or the other writer has finished, and try again.",
    ),
    "目前沒有可用的索引": ("There is no build to answer from", "Add articles, then start a build."),
    "存放段落的伺服器不能用": (
        "The passage store cannot be used",
        "Milvus does not answer or refuses: wait for as long as Retry-After says, and check QA_STORE.",
    ),
    "對話資料庫不能用": (
        "The database of conversations cannot be used",
        "Its file is damaged or cannot be opened: restore a backup.",
    ),
    "需要鑰匙": ("A key is needed", "Send Authorization: Bearer KEY, or log in at /login."),
    "鑰匙不能用": ("The key cannot be used", "It is mistyped or revoked: check it, or ask for another."),
    "權限不足": ("Not allowed", "Ask whoever runs the server for a key with a role that may do this."),
    "請求太頻繁": ("Too many requests", "Wait for as long as Retry-After says, and try again."),
    "模型不能用": (
        "A model cannot be used",
        "Its files are missing or of another shape: check QA_ENCODER and QA_READER.",
    ),
    "發生錯誤": ("An error occurred", "Try again; if it stays, hand the server's log to whoever runs it."),
    "請求的格式不對": (
        "The request is malformed",
        f"Send a JSON object in UTF-8 with the fields described. {_SEE_DOCS}",
    ),
    "不支援這個方法": ("Method not allowed", f"This address does not take this HTTP method. {_SEE_DOCS}"),
    "沒有說要改的是哪一版": (
        "No version was named",
        "Read the article, and send its ETag in If-Match; * overwrites any version.",
    ),
    "內容太大": ("The content is too large", "Send it in smaller parts."),
    "請求失敗": ("The request failed", _SEE_DOCS),
    "伺服器發生錯誤": ("The server made a mistake", "It is not yours. Hand the server's log to whoever runs it."),
    "不認得的主機名稱": ("Unknown host name", "Add the name to QA_TRUSTED_HOSTS and start the server again."),
    "來自別的網站的請求": (
        "A request of another site",
        "Use this server's own page; programs send no Origin or Sec-Fetch-Site.",
    ),
    "Idempotency-Key 不能用": (
        "Idempotency-Key cannot be used",
        "Send 1 to 255 visible ASCII characters, a UUID for one.",
    ),
    "Idempotency-Key 已經用在別的請求": (
        "Idempotency-Key belongs to another request",
        "Send another key with another request.",
    ),
    "同一個請求正在處理": ("The same request is being done", "Send it again in a moment to get its reply."),
    "沒有安裝 MCP": ("MCP is not installed", "Run: pip install -e '.[mcp]'"),
}
FAULTS: Mapping[str, str] = {
    "缺少這個欄位": "is missing",
    "不是正確的 JSON": "is not valid JSON",
    "不是 JSON 物件": "is not a JSON object",
    "必須是字串": "must be a string",
    "不能是空的": "must not be empty",
    "太長": "is too long",
    "太多": "are too many",
    "不在可選的值之中": "is none of the values that can be chosen",
    "必須是整數": "must be an integer",
    "太小": "is too small",
    "太大": "is too large",
    "必須是日期，例如 2024-03-15": "must be a date, such as 2024-03-15",
    "格式不對": "is malformed",
}
# What the page says. Values go into the braces.
TEXTS: Mapping[str, str] = {
    # Who, where and in which language
    "語言": "Language",
    "中文問答助理": "Chinese Q&A assistant",
    "答案都是原文的逐字引文，找不到就說「不知道」": "Every answer is quoted word for word, or an honest “I don’t know”",
    "登入": "Log in",
    "登出": "Log out",
    "鑰匙（向管理者索取，由 qa keys create 產生）": "Key (ask whoever runs the server; made by qa keys create)",
    "介面文件": "API",
    "索引 {}": "Build {}",
    "還沒有索引：加入文章後，按「重建索引」。": "No build yet: add articles, then press “Rebuild”.",
    # Conversations
    "＋ 新對話": "＋ New conversation",
    "搜尋對話": "Search conversations",
    "對話列表": "Conversations",
    "對話的標題": "Title of the conversation",
    "新的對話": "New conversation",
    "沒有找到這樣的對話。": "No conversation has these words.",
    "還沒有對話。問第一個問題，就會記在這裡。": "No conversations yet. The first question begins one.",
    "{}：更多": "{}: more",
    "更多": "More",
    "改名": "Rename",
    "匯出 {}": "Export {}",
    "刪除": "Delete",
    "確定刪除？": "Really delete?",
    # Asking
    "問題": "Question",
    "輸入問題，Enter 送出": "Ask in Chinese, Enter sends",
    "提問": "Ask",
    "想知道什麼？": "What would you like to know?",
    "用繁體或簡體中文提問。答案一定是文章裡的原句，並標出它在哪裡；文章裡沒有的，就說「不知道」。": (
        "Ask in Traditional or Simplified Chinese. Every answer is quoted from the articles, with its place marked; "
        "what they do not say is answered with “I don’t know”."
    ),
    "正在翻閱文章": "Reading the articles",
    "理解為：{}": "Understood as: {}",
    "放進輸入框修改": "Put it into the box to change it",
    "修改": "Edit",
    "您是不是要問：": "Did you mean: ",
    "問題是拼音，查的是「{}」。": "The question is in pinyin; searched for: “{}”.",
    "還可以問：": "Ask next:",
    # Answers
    "信心 {}%": "Confidence {}%",
    "很有把握": "Confident",
    "大致可信": "Fairly sure",
    "僅供參考": "Uncertain",
    "（{}）": " ({})",
    "，": ", ",
    "、": ", ",
    "{}：{}": "{}: {}",
    "{} 處一致": "{} passages agree",
    "共找到 {} 項，已全部列出。": "{} items found; all are listed.",
    "共找到 {} 項，可能不完整。": "{} items found; there may be more.",
    "其他可能的答案（{}）": "Other possible answers ({})",
    "不知道": "I don’t know",
    "文章裡沒有找到與這個問題相關的內容。可以換個說法再問，或加入相關的文章。": (
        "Nothing in the articles is about this question. Ask it in other words, or add articles about it."
    ),
    "找到了相關的段落，但段落裡沒有這個問題的答案。": "Related passages were found, but they do not answer this question.",
    "不同的文章說法不一，不能替您選邊，請打開各篇文章核對。": (
        "The articles disagree, and the assistant does not take sides: open each article to check."
    ),
    "這個閱讀器沒有校準過：取捨只看它自己的分數，所以不附信心，請自行核對原文。": (
        "This reader is not calibrated: its own score alone decides, without a confidence. Check the original text."
    ),
    "最接近的段落，您可以自己看看：": "The nearest passages, to look at yourself:",
    "複製引文": "Copy quote",
    "複製引文與出處（{}）": "Copy the quote with its source ({})",
    "已複製": "Copied",
    "原文已更新": "The article has changed",
    "，下面是當時的答案。": "; this is the answer of that time.",
    "再問一次": "Ask again",
    "有幫助": "Helpful",
    "不對": "Wrong",
    "打開文章，選取正確的文字，再按「正確答案是…」。": "Open the article, select the right words, then press “The answer is…”.",
    "正確答案是「」": "The answer is 「」",
    "謝謝，已經記下來。": "Thank you, noted.",
    "謝謝，已經記下。指出正確的答案，下次才學得會。": "Thank you, noted. Show the right answer, so that it can be learnt.",
    "回饋沒有送出：請重新整理網頁再試一次。": "Your feedback was not sent: reload the page and try again.",
    # Why
    "為什麼是這個答案": "Why this answer",
    "問題與原文都有的詞": "Words in both",
    "問題指名的": "Named in the question",
    "說法一致的段落": "Passages that agree",
    "{} 處": "{}",
    "次好的答案": "Runner-up",
    "花了多久": "Time taken",
    "{} 毫秒": "{} ms",
    "搜尋": "search",
    "閱讀": "reading",
    "判斷": "deciding",
    "共": "in all",
    "讀過的段落": "Passages read",
    "字詞搜尋": "By words",
    "語意搜尋": "By meaning",
    "第 {}": "#{}",
    # The article
    "原文": "Article",
    "問一個問題，答案所在的文章會出現在這裡，引文會標出來。": (
        "Ask a question: the article with the answer appears here, with the quote marked."
    ),
    "這一題沒有可以標示的引文。展開左邊的段落，可以在這裡看整篇文章。": (
        "There is no quote to mark. Open one of the passages to read its article here."
    ),
    "在文章裡看": "See it in the article",
    "在文章裡找": "Find in the article",
    "沒有": "none",
    "上一個引文": "Previous quote",
    "↑ 引文": "↑ Quote",
    "下一個引文": "Next quote",
    "↓ 引文": "↓ Quote",
    "原文網址 ↗": "Source ↗",
    "原文在回答之後更新過，這段文字已不在原來的位置。請重新提問。": (
        "The article has changed since the answer, and these words are no longer there. Ask again."
    ),
    # Evaluating
    "把題目拿去問一份索引，看每一類答得如何。題目檔是 SQuAD 格式，可以上傳回饋匯出的題目。": (
        "Ask a build questions and see how it answers each kind. Files are in SQuAD format, such as exported feedback."
    ),
    "問哪一份索引": "Which build to ask",
    "{}（目前使用的）": "{} (live)",
    "評測黃金題": "Golden questions",
    "上傳題目檔並評測": "Upload questions",
    "取消評測": "Cancel",
    "準備評測": "Preparing",
    "評測過的，選兩次來比較": "Kept results: choose two to compare",
    "還沒有評測。按「評測黃金題」，或上傳自己的題目檔。": "Nothing yet: ask the golden questions, or upload your own.",
    "另有 {} 題問的是別的文章，沒有計入。": "{} more are about other articles, and do not count.",
    "每一類答得如何": "How each kind is answered",
    "類別": "Kind",
    "題數": "Questions",
    "該答的答對": "Right, of those with an answer",
    "不該答的說「不知道」": "Declined, of those without",
    "作答的題裡答對的": "Precision",
    "很有把握卻答錯": "Severe: sure and wrong",
    "全部": "All",
    "日期、時間": "Dates, times",
    "數字、金額": "Numbers, amounts",
    "編號、聯絡方式": "Codes, contacts",
    "名稱、說法": "Names, wording",
    "文章裡沒有答案": "No article answers it",
    "只答最有把握的一部分時，答錯的比例": "Share of wrong answers when only the surest are given",
    "作答 {}，答錯 {}": "answered {}, wrong {}",
    "作答的比例": "Answered",
    "答錯": "Wrong",
    "這個資料夾沒有黃金題（questions/golden.json）：請上傳自己的題目檔。": "There are no golden questions here: upload your own.",
    "請先選擇題目檔。": "Choose a file with questions first.",
    "已取消評測，沒有留下結果。": "Cancelled; nothing was kept.",
    "已有一次評測在進行，請等它完成，或先取消它。": "An evaluation is running: wait for it, or cancel it.",
    "題目問的都是別的文章，這份索引裡沒有它們的段落：請換一份題目檔或索引，或用 qa evaluate 直接評題目檔的段落。": (
        "All questions are about other articles than those of this build: choose another file or build, or run "
        "qa evaluate on the file’s own paragraphs."
    ),
    # Adding articles and rebuilding
    "加入文章": "Add articles",
    "選擇檔案": "Choose files",
    "或貼上文字": "Or paste text",
    "標題": "Title",
    "內文": "Text",
    "加入文字": "Add text",
    "重建索引": "Rebuild",
    "取消重建": "Cancel",
    "可以加入 {}，編碼自動判斷。加入之後按「重建索引」，新的內容才能被問到。": (
        "You can add {}; the encoding is detected. Press “Rebuild” afterwards to ask about what is new."
    ),
    "請先選擇檔案。": "Choose files first.",
    "標題和內文都要填寫。": "Give both a title and a text.",
    "已加入": "Added",
    "已更新": "Updated",
    "沒有變動": "Unchanged",
    "{}（重複）": "{} (duplicate)",
    "部分略過": "Partly skipped",
    "未加入": "Not added",
    "{}《{}》：內容與先前的「{}」相同，不必加入兩次": "{} 《{}》: the same as “{}”, no need to add it twice",
    "按「重建索引」之後，新的內容就能被問到。": "Press “Rebuild” to ask about what is new.",
    "目前的索引已經包含這些內容，不必重建。": "The build already has this; no need to rebuild.",
    "您的身分是讀者，只能提問：要加入文章或重建索引，請向管理者索取編輯的鑰匙，再重新登入。": (
        "You are a reader, who may only ask: to do this, ask for an editor’s key and log in again."
    ),
    "準備重建索引": "Preparing",
    "讀取文章": "Reading articles",
    "切分段落": "Cutting passages",
    "計算向量與字詞": "Encoding",
    "寫入索引": "Writing the build",
    "檢查新的索引": "Checking the new build",
    "以黃金題檢查": "Asking the golden questions",
    "評測": "Evaluating",
    "訓練": "Training",
    "每秒 {}": "{} a second",
    "每分鐘 {}": "{} a minute",
    "還要 {} 秒": "{} s left",
    "還要 {} 分鐘": "{} min left",
    "內容沒有變動，繼續使用索引 {}。": "Nothing has changed; build {} goes on answering.",
    "索引 {} 已建好並啟用。": "Build {} is made and live.",
    "略過：{}": "Skipped: {}",
    "已取消重建，原來的索引照常使用；已經算好的部分留著，下次重建會接著用。": (
        "Cancelled; the build before goes on answering, and what was computed is kept for the next time."
    ),
    "已有一個索引正在重建，請等它完成後再試。": "A rebuild is running: wait until it has finished.",
    "程式發生錯誤，這不是您的問題。請再試一次；若仍然如此，請把伺服器紀錄交給管理者。": (
        "The program made a mistake, not you. Try again; if it stays, hand the server’s log to whoever runs it."
    ),
    "問題是空的。請輸入想問的事，例如：「活動什麼時候開始？」": "The question is empty. Type what you want to know.",
    "問題裡沒有可查的文字。請用文字描述想問的事。": "There are no words to search for. Ask in words.",
    "這個服務要有鑰匙才能用：程式請帶標頭 Authorization: Bearer 鑰匙，瀏覽器請到 /login 登入。鑰匙向管理者索取。": (
        "A key is needed: programs send Authorization: Bearer KEY, browsers log in at /login."
    ),
    "這把鑰匙不能用，可能打錯或已經收回：請檢查後再試，或向管理者索取新的鑰匙。": (
        "This key is mistyped or was revoked: check it, or ask whoever runs the server for another."
    ),
}
# Errors, as their messages look.
MESSAGES: Mapping[str, str] = {
    "{} 裡沒有問題。請給至少含一題的 SQuAD 格式檔。": "{} has no questions: give a SQuAD file with one at least.",
    "{} 讀不進來：{}。請給 SQuAD 格式的 JSON 檔：data → paragraphs → qas。": (
        "{} cannot be read ({}): give a SQuAD file, data → paragraphs → qas."
    ),
    "評測的程序意外結束（代碼 {}）；請查看伺服器紀錄後再試一次。": (
        "The evaluation ended unexpectedly (code {}): see the server’s log and try again."
    ),
    "請求太頻繁：請等 {} 秒再試。": "Too many requests: wait {} seconds and try again.",
    "問題有 {} 個字，最多 {} 個。請只留下要問的那一句。": "The question has {} characters, {} at most: keep only what you ask.",
    "已取消，但新的索引 {} 在那之前已經啟用，現在由它回答；舊的索引下次重建時再清理。": (
        "Cancelled, but build {} was already live and answers now; old builds are removed by the next rebuild."
    ),
    "重建索引的程序意外結束（代碼 {}），原來的索引仍在使用；請查看伺服器紀錄後再試一次。": (
        "The rebuild ended unexpectedly (code {}); the build before still answers. See the server’s log and try again."
    ),
    "新的索引 {} 建好了，但有黃金題答得比原來差，所以沒有啟用，原來的索引照常使用：{}。請檢查最近改動的文章；確認無妨，就執行 `qa publish {}`。": (
        "Build {} was made, but answers golden questions worse, so it is not live; the one before goes on: {}. "
        "Check what was changed last; if it is as it should be, run `qa publish {}`."
    ),
    "新的索引 {} 建好了，但 {} 題黃金題的段落都不在文章裡了，無法比較，所以沒有啟用，原來的索引照常使用。請更新或移走黃金題檔，再執行 `qa rebuild`；確認無妨，就執行 `qa publish {}`。": (
        "Build {} was made, but the paragraphs of its {} golden questions are gone from the articles, so it is not "
        "live. Update or remove the golden questions and rebuild; or run `qa publish {}`."
    ),
    "還沒有任何文章可以建立索引：先用 `qa add 檔案或資料夾` 加入文章，再執行 `qa rebuild`。": (
        "There are no articles to build from: add some first, then rebuild."
    ),
    "還沒有可以搜尋的索引：先用 `qa add 檔案或資料夾` 加入文章，再執行 `qa rebuild`。": (
        "There is no build to search: add articles, then rebuild."
    ),
    "磁碟空間不足，索引沒有建成，原來的索引不受影響：請清出 {} 所在磁碟的空間，再執行 `qa rebuild`。": (
        "The disk of {} is full; the build was not made, and the one before goes on. Free some space, then rebuild."
    ),
    "索引正在由{}更新：請等它完成，或先結束它，再試一次。": "The build is being changed by {}: wait for it, or end it first.",
    "另一個程式正在寫入「{}」；請稍候再試一次。": "Another program is writing to “{}”: try again in a moment.",
    "目前的索引沒有編號「{}」的文章：用 `qa list` 查看所有文章；新加的請先 `qa rebuild`。": (
        "The build has no article “{}”: it was removed, or is not in it before the next rebuild."
    ),
    "標出的文字不在這篇文章裡：請重新在文章裡選取正確的答案。": "These words are not in the article: select the answer in it again.",
    "標出的文字跨了好幾段，或超過 {} 個字：請只選取答案本身。": (
        "The selection spans paragraphs or has more than {} characters: select only the answer."
    ),
    "沒有這個對話，或已經刪除：請從對話列表裡選一個，或開始新的對話。": (
        "This conversation is gone: choose one from the list, or begin a new one."
    ),
    "「{}」與「{}」的編號相同；請換一個來源名稱再加入。": "“{}” has the same id as “{}”: add it under another name.",
    "「{}」清理之後沒有任何文字；請檢查內容之後再加入。": "“{}” has no text once it is cleaned: check it, then add it again.",
    "這篇文章沒有來源名稱；請給它一個名稱再加入。": "This article has no name of origin: give it one.",
    "「{}」含有不完整的字元；請以 UTF-8 重新輸出之後再加入。": "“{}” has broken characters: save it as UTF-8 and add it again.",
    "「{}」開頭的 front matter 讀不懂；含有冒號的值請加上引號，再加入一次。": (
        "The front matter of “{}” cannot be read: put values with a colon in quotes."
    ),
    "「{}」是空的；請放入文字之後再加入。": "“{}” is empty: put text into it, then add it.",
    "「{}」裡有亂碼（{}）；請從沒有亂碼的原稿重新存檔，純文字請存成 UTF-8，再加入。": (
        "“{}” has garbled text ({}): save it again from a sound original, plain text as UTF-8."
    ),
    "{}；請重新取得檔案，或從原稿另存為 UTF-8 再加入。": "{}. (Fetch the file again, or save it from its original as UTF-8.)",
    "「{}」不是文字檔；請用原來的程式另存為純文字（UTF-8）再加入。": "“{}” is no text file: save it as plain text (UTF-8).",
    "「{}」的文字編碼無法確定；請用文字編輯器另存為 UTF-8 再加入。": "The encoding of “{}” is not certain: save it as UTF-8.",
    "「{}」第 {}，沒有加入；請修正之後再加入一次。": "Records of “{}” were not added ({}): mend them and add it again.",
    '「{}」裡沒有文章：每一筆都要是 {"title": …, "text": …} 這樣的物件；請改好再加入。': (
        "“{}” has no articles: each record must be an object with a title and a text."
    ),
    "「{}」缺少有文字的內文欄位，只有{}；請把內文的欄位命名為 text 或「內容」再加入。": (
        "“{}” has no field with text, only {}: name the one with the text `text`."
    ),
    "還不能讀「{}」這種格式：當作純文字看，字母裡只有 {} 是中文（至少要 {}），像是程式或設定檔；請把要查的文字另存成 .txt 再加入。": (
        "“{}” is not read: of its letters only {} are Chinese (at least {}), as in programs and settings. "
        "Save the text you want as .txt."
    ),
    "「{}」有密碼保護；請先解除密碼再加入。": "“{}” has a password: remove that, then add it.",
    "「{}」有密碼保護；請先解除密碼，另存之後再加入。": "“{}” has a password: remove it, save a copy, and add that.",
    "「{}」有密碼保護；請用原來的程式打開，取消密碼並另存之後再加入。": (
        "“{}” has a password: open it, remove the password, save a copy, and add that."
    ),
    "「{}」裡面有 {} 個檔案，超過 {} 個的上限；請拆成幾個檔案再加入。": "“{}” holds {} files, more than {}: split it.",
    "「{}」用了少見的壓縮方法，不會解開；請用原來的程式打開並另存一份，再加入。": (
        "“{}” is compressed in an unusual way: open it and save a copy."
    ),
    "「{}」解壓縮之後有 {} MB，超過 {} MB 的上限；請拆成幾個檔案再加入。": "“{}” unpacks to {} MB, more than {} MB: split it.",
    "「{}」的壓縮比異常，可能是壓縮炸彈；請確認檔案來源，另存一份之後再加入。": (
        "“{}” unpacks to far more than it should: check where it comes from, and save a copy."
    ),
    "「{}」有引號沒有結尾，分不出欄位；請用試算表軟體重新另存再加入。": (
        "“{}” has a quotation mark that never closes: save it again from a spreadsheet."
    ),
    "「{}」的 {} 被試算表軟體縮寫成科學記號，末幾位已經丟掉，當成空的；請把那一欄改成文字格式、重新填寫，另存之後再加入。": (
        "In “{}” the last digits of {} were lost to scientific notation and are left empty: "
        "make the column text, fill it in again, and save it."
    ),
    "讀「{}」時程式出錯了，不是檔案的問題；請把伺服器的紀錄回報給開發者，或另存成純文字再加入。": (
        "The program made a mistake in reading “{}”: report the server’s log, or save the file as plain text."
    ),
    "「{}」已經損壞，當作 {} 讀不出來；請用原來的程式打開並另存一份，再加入。": (
        "“{}” is damaged and cannot be read as {}: open it and save a copy."
    ),
    "「{}」裡沒有文字；請放入文字之後再加入。": "“{}” has no text in it: put some in, then add it.",
    "「{}」除了標題之外沒有內文；請補上內文之後再加入。": "“{}” has a title and no text: add the text.",
    "「{}」第 {} 行不是正確的 JSON；請修正格式之後再加入。": "“{}”, line {}: not valid JSON.",
    "「{}」的表格太大，空白的儲存格也算，超過 {} 萬格；請刪除多餘的欄和列，或拆成幾個檔案再加入。": (
        "The tables of “{}” are too large (more than {}0,000 cells, empty ones too): remove what is not needed."
    ),
    "「{}」有超過 {} 行的資料；請拆成幾個檔案再加入。": "“{}” has more than {} lines: split it.",
    "「{}」的 JSON 有超過 {} 萬個物件與清單；請拆成幾個檔案再加入。": "The JSON of “{}” has more than {}0,000 objects: split it.",
    "「{}」有 {} 章，超過 {} 章的上限；請拆成幾個檔案再加入。": "“{}” has {} chapters, more than {}: split it.",
    "「{}」裡有 {} 篇文章，超過 {} 篇的上限；請拆成幾個檔案再加入。": "“{}” has {} articles, more than {}: split it.",
    "「{}」展開之後的文字超過 {} 萬字；請確認檔案來源，或拆成幾個檔案再加入。": (
        "The text of “{}” is longer than {}0,000 characters: check where it comes from, or split it."
    ),
    "「{}」的內容不是 {} 格式，或已經損壞；請檢查檔案，用對的副檔名再加入。": (
        "“{}” is not {} inside, or damaged: check it, and give it the right suffix."
    ),
    "「{}」是{}，還不能讀；請另存為 {} 再加入。": "“{}” is not read ({}): save it as {}.",
    "「{}」是損壞的壓縮檔；請換成裡面的檔案再加入。": "“{}” is a damaged archive: add the files that are in it.",
    "「{}」是 OpenDocument 格式，還不能讀；請另存為 .docx、.xlsx 或 .pptx 再加入。": (
        "“{}” is an OpenDocument file, which is not read: save it as .docx, .xlsx or .pptx."
    ),
    "「{}」是壓縮檔，裡面的檔案不會讀入；請解壓縮，再加入裡面的檔案。": "“{}” is an archive: unpack it and add its files.",
    "「{}」是舊的 Office 格式，還不能讀；請另存為 .docx、.xlsx 或 .pptx 再加入。": (
        "“{}” is of an old Office format, which is not read: save it as .docx, .xlsx or .pptx."
    ),
    "「{}」不是文字檔，其實是 {}（{}）；請換成有文字的檔案再加入。": "“{}” is no text but {} ({}): add a file with text.",
    "「{}」裡隱藏的工作表「{}」沒有讀；要加入請先取消隱藏。": "In “{}” the hidden sheets “{}” were not read: unhide them first.",
    "「{}」工作表「{}」的 {} 是還沒有算出結果的公式，當成空的；請用 Excel 打開、存檔之後再加入。": (
        "“{}”, sheet “{}”: {} are formulas without a result, left empty: open it in Excel, save it, and add it again."
    ),
    "「{}」工作表「{}」的 {} 超過 15 位數，Excel 已經丟掉末幾位，當成空的；請把儲存格改成文字格式、重新填寫再加入。": (
        "“{}”, sheet “{}”: {} have more than 15 digits, the last of which Excel lost; left empty. "
        "Make the cells text and fill them in again."
    ),
    "「{}」不見了，這本書可能不完整；請重新取得之後再加入。": "“{}” is missing; the book may be incomplete: fetch it again.",
    "「{}」有版權保護（DRM），讀不到內文；請換成沒有保護的版本再加入。": "“{}” is protected (DRM): add one that is not.",
    "找不到「{}」；請檢查路徑之後再試一次。": "“{}” is not there: check its path.",
    "「{}」的路徑不是 UTF-8；請重新命名之後再試一次。": "The path of “{}” is not UTF-8: rename it.",
    "「{}」打不開（{}）；請檢查檔案與權限之後再加入。": "“{}” cannot be opened ({}): check the file and its permissions.",
    "「{}」有 {} MB，超過 {} MB 的上限；請拆成幾個檔案再加入。": "“{}” has {} MB, more than {} MB: split it.",
    "「{}」的標籤巢狀過深，讀不完整；請用瀏覽器打開，把內文另存成純文字再加入。": (
        "The tags of “{}” are nested too deep: open it in a browser, and save its text as plain text."
    ),
    "「{}」裡沒有內文，可能由頁框組成，或要靠程式才顯示；請用瀏覽器打開，把內文另存成純文字再加入。": (
        "“{}” has no text; it may be made of frames, or need scripts: open it in a browser and save its text."
    ),
    "「{}」有標籤的屬性多得不合理，讀不出來；請把內文另存成純文字再加入。": (
        "“{}” has a tag with far too many attributes: save its text as plain text."
    ),
    "「{}」沒有文字，可能是掃描的圖片；請先做文字辨識（OCR）再加入。": "“{}” has no text, perhaps scanned: run OCR first.",
    "「{}」的字型沒有文字對照，讀出來的是亂碼；請先做文字辨識（OCR），或改用原稿再加入。": (
        "The fonts of “{}” do not say which characters they are: run OCR, or use the original."
    ),
}
