const pageErrors = [];
addEventListener("error", function (event) { pageErrors.push(String(event.message)); });
