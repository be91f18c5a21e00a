// Asks MiniSearch, whose index is one file that is read when the first query is written.

const field = document.querySelector("#field");
let engine;

async function read() {
  const answer = await fetch("minisearch/index.json");
  return MiniSearch.loadJSON(await answer.text(), { fields: ["text"], storeFields: ["text"] });
}

field.addEventListener("input", async () => {
  engine ??= await read();
  const results = engine.search(field.value, { combineWith: "AND", prefix: true, fuzzy: 0.15 });
  for (const { text } of results.slice(0, 20)) {
    const item = document.createElement("li");
    item.textContent = text.slice(0, 300);
    document.querySelector("#results").append(item);
  }
  document.querySelector("#count").textContent = results.length;
});
