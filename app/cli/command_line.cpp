#include "app/cli/command_line.h"

#include "app/application.h"
#include "app/cli/commands.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

namespace creel {

namespace {

void describe(CLI::App& app)
{
    app.description(
        Cli::tr(
            "Creel turns folders of scraped photos into labels you can trust.\n"
            "Without a command it opens the window, on the catalog or folder given, else where you left off.")
            .toStdString());
    app.footer(Cli::tr("`creel COMMAND --help` says more about a command. Results go to standard output,\n"
                       "messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong use.")
                   .toStdString());
    app.set_version_flag("--version", "creel " CREEL_VERSION,
                         Cli::tr("Print the version and exit").toStdString());
    app.set_help_flag("-h,--help", Cli::tr("Print this help and exit").toStdString());
    app.require_subcommand(0, 1);
}

void addCommands(CLI::App& app, Invocation& invocation)
{
    for (const auto add :
         {addImportCommand,      addExportCommand, addListCommand,    addLabelCommand,    addLabelsCommand,
          addHistoryCommand,     addUndoCommand,   addRedoCommand,    addCheckCommand,    addBackupCommand,
          addRootsCommand,       addBoxesCommand,  addEmbedCommand,   addSimilarCommand,  addServeCommand,
          addWeightsCommand,     addTrainCommand,  addPredictCommand, addEvaluateCommand, addModelsCommand,
          addExportModelCommand, addDoctorCommand, addDemoCommand})
        add(app, invocation);
}

int runSubcommand(int argc, char** argv, const Invocation& invocation)
{
    QCoreApplication application(argc, argv);
    // Warnings of image libraries name no file, and import records what matters; what the log has to say
    // beyond warnings is for QT_LOGGING_RULES.
    QLoggingCategory::setFilterRules(QStringLiteral("creel.*.info=false\ncreel.*.debug=false\n"
                                                    "qt.gui.imageio*=false\nqt.gui.icc=false"));
    const Output output(invocation.isJson);
    const Result<int> code = invocation.work(output);
    const Result<void> written = output.flush();
    if (!code)
        return report(code.error());
    return written ? *code : report(written.error());
}

int openWindow(int argc, char** argv, const std::string& path)
{
    const BytePath bytes = QByteArray::fromStdString(path);
    if (!path.empty() && !QFile::exists(QFile::decodeName(bytes))) {
        message(Cli::tr("There is no file, folder or command named %1. See creel --help.")
                    .arg(displayPath(bytes)));
        return exitWrongUse;
    }
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
        qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        message(
            Cli::tr("There is no display to open the window on. See creel --help for what works without."));
        return exitFailed;
    }
    return runWindow(argc, argv, QFile::decodeName(bytes));
}

} // namespace

int runCommandLine(int argc, char** argv)
{
    CLI::App app;
    Invocation invocation;
    std::string pathToOpen;
    describe(app);
    app.name("creel");
    app.add_option("PATH", pathToOpen, Cli::tr("Catalog or folder to open in the window").toStdString());
    addCommands(app, invocation);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exitDone : exitWrongUse;
    }
    return invocation.work ? runSubcommand(argc, argv, invocation) : openWindow(argc, argv, pathToOpen);
}

} // namespace creel
