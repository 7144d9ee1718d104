/** The result sheet of a patrol goes to paper. */

document.getElementById("print").addEventListener("click", () => window.print());
