// What somebody types as a day stays until it is sent: Wagtail's calendar puts today's in place of
// all that it does not understand, and the site, which understands more, would never see it.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

// The first fault may stand in a window that is closed: it is opened on the way there.
document.addEventListener("click", ({ target }) => {
  if (!target.closest?.(".messages [data-controller~='w-focus']")) return;
  const fault = document.querySelector(".error-message, .help-critical");
  const closed = fault?.closest("[data-controller~='w-dialog'][aria-hidden='true']");
  if (closed) document.querySelector(`[data-a11y-dialog-show="${closed.id}"]`)?.click();
});
