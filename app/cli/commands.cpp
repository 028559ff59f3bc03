#include "app/cli/commands.h"

#include "core/catalog/catalog.h"
#include "core/exchange/annotation_format.h"

#include <QFile>

namespace creel {

Result<QString> CatalogOptions::path() const
{
    const BytePath bytes = QByteArray::fromStdString(catalog);
    if (!isDisplayLossless(bytes))
        return fail(ErrorCode::BadInput,
                    Cli::tr("The catalog %1 needs a path in UTF-8. Rename it or its folder.")
                        .arg(displayPath(bytes)));
    return QFile::decodeName(bytes);
}

Result<std::unique_ptr<Connection>> CatalogOptions::open(Connection::Access access) const
{
    CREEL_ASSIGN(const QString file, path());
    return openCatalog(file, access);
}

CLI::App* addCommand(CLI::App& app, Invocation& invocation, const std::string& name, const QString& help)
{
    CLI::App* command = app.add_subcommand(name, help.toStdString());
    command->add_flag("--json", invocation.isJson, Cli::tr("Print JSON, one object a line").toStdString());
    return command;
}

void addCatalogOption(CLI::App& command, CatalogOptions& options)
{
    command.add_option("--catalog", options.catalog, Cli::tr("The catalog's file (*.creel)").toStdString())
        ->required()
        ->type_name("FILE");
}

QString toText(const std::string& text)
{
    return QString::fromStdString(text);
}

std::vector<std::string> formatNames()
{
    std::vector<std::string> names;
    for (const AnnotationFormat* format : annotationFormats())
        names.push_back(format->name().toStdString());
    return names;
}

void printFinding(const Output& output, const AnnotationFinding& finding)
{
    QJsonObject json{
        {QStringLiteral("finding"), finding.isLeftOut ? QStringLiteral("left_out") : QStringLiteral("note")},
        {QStringLiteral("conflict"), finding.isConflict},
        {QStringLiteral("line"), orNull(qint64(finding.line))},
        {QStringLiteral("message"), finding.message}};
    putPath(json, QStringLiteral("file"), finding.file);
    const QByteArray place =
        finding.line > 0 ? finding.file + ':' + QByteArray::number(finding.line) : finding.file;
    output.result(json,
                  (finding.isLeftOut ? "left out: " : "note: ") + place + ": " + finding.message.toUtf8());
}

Result<Label> labelNamed(Connection& connection, const std::string& name)
{
    CREEL_ASSIGN(const std::optional<Label> label, LabelStore(connection).byName(toText(name)));
    if (!label)
        return fail(ErrorCode::NotFound, Cli::tr("The catalog has no label %1.").arg(toText(name)));
    return *label;
}

} // namespace creel
