// An extension of Voila's front end, in the form that its loader expects of a webpack build.

// For two seconds the manager of widgets looks ten times a second whether a widget that is to be
// drawn has come. Where the page is busy meanwhile, above all with the widgets that have just come,
// it gives up without having looked at the end, and an error is drawn in place of the dashboard.
function lookOnceMore(manager) {
  const look = manager.get_model.bind(manager);
  manager.get_model = async (id) => {
    try {
      return await look(id);
    } catch (error) {
      if (manager.has_model(id)) return look(id);
      throw error;
    }
  };
}

const plugin = {
  id: "intentlib:widgets",
  autoStart: true,
  activate: (app) => {
    app.widgetManagerPromise.promise.then(lookOnceMore);
  },
};

window._JUPYTERLAB ??= {};
window._JUPYTERLAB.intentlib = {
  init: () => {},
  get: async () => () => plugin,
};
