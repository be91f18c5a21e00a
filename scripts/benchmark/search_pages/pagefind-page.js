// Asks Pagefind as its manual says, and shows as many results at once as its own page does: five.

const field = document.querySelector("#field");
let engine;

field.addEventListener("input", async () => {
  engine ??= await import("./pagefind/pagefind.js");
  const { results } = await engine.search(field.value);
  const shown = await Promise.all(results.slice(0, 5).map((result) => result.data()));
  for (const { meta, excerpt } of shown) {
    const item = document.createElement("li");
    item.innerHTML = `${meta.title}: ${excerpt}`;
    document.querySelector("#results").append(item);
  }
  document.querySelector("#count").textContent = results.length;
});
