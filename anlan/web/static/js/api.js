document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api");
  window.SwaggerUIBundle({ url: place.dataset.schema, domNode: place, docExpansion: "none", filter: true, validatorUrl: null });
});
