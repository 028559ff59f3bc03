#pragma once

#include "app/cli/output.h"
#include "core/catalog/label_store.h"
#include "core/exchange/annotation.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace creel {

/// What the command line asks for; filled in while it is parsed, run afterwards.
struct Invocation
{
    std::function<Result<int>(const Output&)> work; ///< returns the exit code
    bool isJson = false;
};

/// What every subcommand about a catalog has in common.
struct CatalogOptions
{
    std::string catalog; ///< bytes as given

    Result<QString> path() const;
    Result<std::unique_ptr<Connection>> open(Connection::Access access) const;
};

/// A new subcommand with --json.
CLI::App* addCommand(CLI::App& app, Invocation& invocation, const std::string& name, const QString& help);
void addCatalogOption(CLI::App& command, CatalogOptions& options);
/// An option text as the program thinks of text.
QString toText(const std::string& text);

/// What the dataset formats are called.
std::vector<std::string> formatNames();
/// A line on what an export or an import of annotations left out, or had to decide on.
void printFinding(const Output& output, const AnnotationFinding& finding);

/// The living label of that name; error NotFound.
Result<Label> labelNamed(Connection& connection, const std::string& name);

/// Each adds one subcommand.
void addImportCommand(CLI::App& app, Invocation& invocation);
void addExportCommand(CLI::App& app, Invocation& invocation);
void addListCommand(CLI::App& app, Invocation& invocation);
void addLabelCommand(CLI::App& app, Invocation& invocation);
void addLabelsCommand(CLI::App& app, Invocation& invocation);
void addHistoryCommand(CLI::App& app, Invocation& invocation);
void addUndoCommand(CLI::App& app, Invocation& invocation);
void addRedoCommand(CLI::App& app, Invocation& invocation);
void addCheckCommand(CLI::App& app, Invocation& invocation);
void addBackupCommand(CLI::App& app, Invocation& invocation);
void addRootsCommand(CLI::App& app, Invocation& invocation);
void addBoxesCommand(CLI::App& app, Invocation& invocation);
void addEmbedCommand(CLI::App& app, Invocation& invocation);
void addSimilarCommand(CLI::App& app, Invocation& invocation);
void addServeCommand(CLI::App& app, Invocation& invocation);
void addWeightsCommand(CLI::App& app, Invocation& invocation);
void addTrainCommand(CLI::App& app, Invocation& invocation);
void addPredictCommand(CLI::App& app, Invocation& invocation);
void addEvaluateCommand(CLI::App& app, Invocation& invocation);
void addModelsCommand(CLI::App& app, Invocation& invocation);
void addExportModelCommand(CLI::App& app, Invocation& invocation);
void addDoctorCommand(CLI::App& app, Invocation& invocation);
void addDemoCommand(CLI::App& app, Invocation& invocation);

} // namespace creel
