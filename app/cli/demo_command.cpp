#include "app/cli/commands.h"
#include "core/catalog/catalog.h"
#include "core/demo/pond_report.h"
#include "core/ingest/import.h"

#include <QFile>

namespace creel {

namespace {

struct DemoOptions
{
    std::string folder;
    std::optional<quint32> seed;
    int trout = demo::usualTroutPerSpecies;
};

/// Scores that only a person's work, or a later part of the tour, can change.
bool isForPeople(const demo::PondFinding& finding)
{
    return finding.key == QLatin1String("wrong_labels") || finding.key == QLatin1String("junk");
}

QString findingText(const demo::PondFinding& finding)
{
    if (isForPeople(finding))
        return Cli::tr("  %1 %2").arg(finding.planted, 4).arg(finding.text);
    return Cli::tr("  %1 of %2 %3").arg(finding.found, 4).arg(finding.planted, 4).arg(finding.text);
}

void printFindings(const QList<demo::PondFinding>& findings, const demo::Pond& pond, const Output& output)
{
    QJsonObject json{{QStringLiteral("folder"), pond.folder},
                     {QStringLiteral("catalog"), pond.catalog()},
                     {QStringLiteral("seed"), qint64(pond.plan.seed)}};
    QStringList lines{Cli::tr("Found in the pond of what was planted:")};
    for (const demo::PondFinding& finding : findings) {
        QJsonObject score{{QStringLiteral("planted"), finding.planted}};
        if (!isForPeople(finding))
            score.insert(QStringLiteral("found"), finding.found);
        json.insert(finding.key, score);
        lines.append(findingText(finding));
    }
    lines.append(Cli::tr("Open it with: creel %1").arg(pond.catalog()));
    output.result(json, lines.join(QLatin1Char('\n')));
}

Result<int> runDemo(const DemoOptions& options, const Output& output)
{
    CREEL_ASSIGN(const demo::Pond pond,
                 demo::drawPond(QFile::decodeName(QByteArray::fromStdString(options.folder)), options.seed,
                                foregroundContext(), options.trout));
    ImportRequest request;
    request.catalogPath = pond.catalog();
    request.paths = {bytePathFromLocal(pond.photos())};
    request.labels = FolderLabels::FromFolders;
    CREEL_ASSIGN(const ImportSummary summary, importPhotos(request, foregroundContext()));
    message(summaryText(summary));
    CREEL_ASSIGN(const auto catalog, openCatalog(pond.catalog(), Connection::Access::ReadOnly));
    CREEL_ASSIGN(const auto findings, demo::examinePond(*catalog, pond));
    printFindings(findings, pond, output);
    return exitDone;
}

} // namespace

void addDemoCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<DemoOptions>();
    CLI::App* command =
        addCommand(app, invocation, "demo",
                   Cli::tr("Draw a pond of trout photos with planted mistakes, import it, and compare what\n"
                           "Creel finds with the truth. A pond that is there already is gone on with."));
    command->add_option("DIR", options->folder, Cli::tr("A new folder for the pond").toStdString())
        ->required();
    command->add_option("--seed", options->seed,
                        Cli::tr("Another pond for every number (default: 1)").toStdString());
    command
        ->add_option(
            "--trout", options->trout,
            Cli::tr("Photos of every species (default: %1)").arg(demo::usualTroutPerSpecies).toStdString())
        ->check(CLI::Range(demo::minTroutPerSpecies, 100'000));
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runDemo(*options, output);
        };
    });
}

} // namespace creel
