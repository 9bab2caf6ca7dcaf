// The buttons for light and dark. Without a choice the page follows the system; on paper it is
// always light.

export function theme() {
  const group = document.querySelector(".theme");
  const buttons = [...group.querySelectorAll("button")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = button.dataset.theme;
      for (const other of buttons) {
        other.setAttribute("aria-pressed", String(other === button));
      }
    });
  }
  group.hidden = false;
}
