#include "app/cli/commands.h"
#include "core/catalog/backup.h"
#include "core/catalog/integrity.h"
#include "core/catalog/root_store.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace creel {

namespace {

Result<int> runCheck(const CatalogOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const IntegrityReport found, checkIntegrity(*connection));
    for (const QString& fault : found.faults)
        message(fault);
    output.result({{QStringLiteral("ok"), found.isSound()},
                   {QStringLiteral("photos"), found.photos},
                   {QStringLiteral("edits"), found.edits},
                   {QStringLiteral("changes"), found.changes},
                   {QStringLiteral("faults"), QJsonArray::fromStringList(found.faults)}},
                  integrityText(found));
    return found.isSound() ? exitDone : exitFailed;
}

struct BackupOptions : CatalogOptions
{
    std::string target;
};

/// So many automatic copies stay; older ones go.
constexpr int keptBackups = 10;

Result<int> runBackup(const BackupOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    QString target = QFile::decodeName(QByteArray::fromStdString(options.target));
    if (target.isEmpty()) {
        CREEL_ASSIGN(target, rotateBackups(*connection, keptBackups, 0));
    } else {
        CREEL_TRY(backupTo(*connection, target));
    }
    output.result({{QStringLiteral("backup"), orNull(target)}},
                  target.isEmpty() ? Cli::tr("Nothing changed since the last backup.")
                                   : Cli::tr("Backup written to %1").arg(target));
    return exitDone;
}

struct RootsOptions : CatalogOptions
{
    std::vector<std::string> relocate;
};

Result<int> relocateRoot(const RootsOptions& options, const Output& output)
{
    bool isNumber = false;
    const RootId root(toText(options.relocate[0]).toLongLong(&isNumber));
    if (!isNumber)
        return fail(ErrorCode::BadInput,
                    Cli::tr("“%1” is not a root's id.").arg(toText(options.relocate[0])));
    const BytePath given = QByteArray::fromStdString(options.relocate[1]);
    const BytePath path =
        given.startsWith('/') ? given : joinPath(QFile::encodeName(QDir::currentPath()), given);
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    CREEL_TRY(RootStore(*connection).relocate(root, path));
    output.result({{QStringLiteral("id"), root.value()}, {QStringLiteral("path"), displayPath(path)}},
                  Cli::tr("Root %1 is at %2 now").arg(root.value()).arg(displayPath(path)));
    return exitDone;
}

Result<int> listRoots(const RootsOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const QList<Root> roots, RootStore(*connection).roots());
    for (const Root& root : roots) {
        const bool isThere = QFile::exists(QFile::decodeName(root.path));
        QJsonObject json{{QStringLiteral("id"), root.id.value()}, {QStringLiteral("is_there"), isThere}};
        putPath(json, QStringLiteral("path"), root.path);
        output.result(json, QByteArray::number(root.id.value()) + '\t' + root.path +
                                (isThere ? QByteArray() : '\t' + Cli::tr("(not there)").toUtf8()));
    }
    return exitDone;
}

} // namespace

void addCheckCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<CatalogOptions>();
    CLI::App* command =
        addCommand(app, invocation, "check",
                   Cli::tr("Verify a catalog: the database itself, its references, and that the journal of\n"
                           "all decisions leads to the present ones. Exit code 1 if anything is wrong."));
    addCatalogOption(*command, *options);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runCheck(*options, output);
        };
    });
}

void addBackupCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<BackupOptions>();
    CLI::App* command = addCommand(
        app, invocation, "backup",
        Cli::tr("Write a consistent copy of a catalog while others work on it. Without FILE it goes\n"
                "into the folder <catalog>.backups, which keeps the newest %1.")
            .arg(keptBackups));
    addCatalogOption(*command, *options);
    command->add_option("FILE", options->target, Cli::tr("A new file for the copy").toStdString());
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runBackup(*options, output);
        };
    });
}

void addRootsCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<RootsOptions>();
    CLI::App* command =
        addCommand(app, invocation, "roots",
                   Cli::tr("Print the folders that photos were imported from, or say where one is now."));
    addCatalogOption(*command, *options);
    command
        ->add_option("--relocate", options->relocate,
                     Cli::tr("The root's files are at PATH now").toStdString())
        ->expected(2)
        ->type_name("ID PATH");
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return options->relocate.empty() ? listRoots(*options, output) : relocateRoot(*options, output);
        };
    });
}

} // namespace creel
