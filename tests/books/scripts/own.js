document.querySelector("main").dataset.read = "";
