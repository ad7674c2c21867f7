// Quick exit: by its link, or by Escape three times. The page is blank before the next one comes.
(() => {
  const link = document.getElementById("exit");
  let presses = [];

  // Nothing asks about unsaved text. The storage comes last: where cookies are refused, it throws.
  const leave = () => {
    onbeforeunload = null;
    document.title = link.host;
    document.body.remove();
    history.replaceState(0, "", "/");
    location.replace(link);
    sessionStorage.exit = 1;
    return false;
  };
  link.onclick = leave;

  addEventListener("keydown", ({ key, repeat, timeStamp }) => {
    presses = key === "Escape" && !repeat ? [timeStamp, ...presses] : [];
    if (timeStamp - presses[2] < 5000) leave();
  });

  // Earlier pages of this tab stay behind Back: there they leave again. Type 2 is Back or Forward.
  addEventListener("pageshow", ({ persisted }) => persisted && sessionStorage.exit && leave());
  if (sessionStorage.exit) performance.navigation.type === 2 ? leave() : delete sessionStorage.exit;
})();
