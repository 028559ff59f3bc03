#include "core/ingest/folder_labeller.h"

#include "core/catalog/import_index.h"
#include "core/catalog/journal.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <array>

namespace creel {

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(Import)
};

/// Names that say where photos came from or what they are for, not what they show.
bool saysNothing(const QString& name)
{
    static const QSet<QString> generic{QStringLiteral("images"),
                                       QStringLiteral("image"),
                                       QStringLiteral("img"),
                                       QStringLiteral("imgs"),
                                       QStringLiteral("photos"),
                                       QStringLiteral("photo"),
                                       QStringLiteral("pictures"),
                                       QStringLiteral("pics"),
                                       QStringLiteral("train"),
                                       QStringLiteral("training"),
                                       QStringLiteral("valid"),
                                       QStringLiteral("validation"),
                                       QStringLiteral("val"),
                                       QStringLiteral("test"),
                                       QStringLiteral("testing"),
                                       QStringLiteral("data"),
                                       QStringLiteral("dataset"),
                                       QStringLiteral("downloads"),
                                       QStringLiteral("download"),
                                       QStringLiteral("raw"),
                                       QStringLiteral("jpg"),
                                       QStringLiteral("jpeg"),
                                       QStringLiteral("jpegimages"),
                                       QStringLiteral("png"),
                                       QStringLiteral("dcim"),
                                       QStringLiteral("camera"),
                                       QStringLiteral("originals"),
                                       QStringLiteral("unsorted"),
                                       QStringLiteral("misc"),
                                       QStringLiteral("new_folder"),
                                       QStringLiteral("untitled_folder"),
                                       QStringLiteral("tmp"),
                                       QStringLiteral("temp")};
    static const QRegularExpression cameraFolder(QStringLiteral("^\\d{3}[a-z_]{3,5}\\d?$")); // 100canon
    static const QRegularExpression letter(QStringLiteral("\\p{L}"));
    return generic.contains(name) || !name.contains(letter) || cameraFolder.match(name).hasMatch();
}

} // namespace

QString labelNameForFolder(const QString& folderName)
{
    static const QRegularExpression copyMark(QStringLiteral("(\\s*\\(\\d+\\)|\\s*-\\s*copy|\\s+copy)+$"),
                                             QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression ordering(QStringLiteral("^\\d+[\\s._-]+(?=\\p{L})"));
    static const QRegularExpression separators(QStringLiteral("[^\\p{L}\\p{M}\\p{N}]+"));
    QString name = folderName.trimmed().toLower();
    name.remove(copyMark).remove(ordering).replace(separators, QStringLiteral("_"));
    while (name.startsWith(QLatin1Char('_')))
        name.remove(0, 1);
    while (name.endsWith(QLatin1Char('_')))
        name.chop(1);
    return saysNothing(name) ? QString() : name.left(100);
}

bool LabelRule::isMetBy(LabelId current) const
{
    switch (demand) {
    case Demand::Nothing:
        return true;
    case Demand::Any:
        return current.isValid();
    case Demand::Exact:
        return current == label && (label.isValid() || name.isEmpty());
    }
    return true;
}

FolderLabeller::FolderLabeller(Connection& connection, const ImportRequest& request, const FolderScan& scan)
    : m_connection(connection), m_request(request)
{
    for (const ScannedFolder& folder : scan.folders) {
        if (!folder.files.empty() && folder.path != folder.top)
            m_topsWithFolders.insert(folder.top);
    }
}

LabelRule FolderLabeller::claimOf(const ScannedFolder& folder) const
{
    for (BytePath path = folder.path; isWithin(path, folder.top); path = splitPath(path).first) {
        const QString name = displayPath(splitPath(path).second);
        if (const auto mapped = m_request.labelMapping.find(name); mapped != m_request.labelMapping.end())
            return {LabelRule::Demand::Exact, mapped->simplified(), {}};
        if (path == folder.top && m_topsWithFolders.contains(folder.top))
            break;
        if (const QString label = labelNameForFolder(name); !label.isEmpty())
            return {LabelRule::Demand::Any, label, {}};
        if (path.isEmpty())
            break;
    }
    return {};
}

Result<LabelRule> FolderLabeller::ruleFor(const ScannedFolder& folder, FolderId id)
{
    if (m_request.labels == FolderLabels::None)
        return LabelRule();
    if (const auto known = m_rules.find(folder.path); known != m_rules.end())
        return *known;
    LabelRule rule = claimOf(folder);
    if (rule.demand == LabelRule::Demand::Any && id.isValid()) { // a renamed label is still the folder's
        CREEL_ASSIGN(rule.label, ImportIndex(m_connection).folderLabel(id));
    }
    if (!rule.name.isEmpty() && !rule.label.isValid()) {
        CREEL_ASSIGN(rule.label, existing(rule.name));
    }
    m_rules.insert(folder.path, rule);
    return rule;
}

Result<LabelId> FolderLabeller::labelFor(const ScannedFolder& folder, FolderId id, LabelId current)
{
    CREEL_ASSIGN(const LabelRule rule, ruleFor(folder, id));
    if (rule.demand == LabelRule::Demand::Nothing)
        return current;
    if (rule.name.isEmpty() || rule.label.isValid())
        return rule.label;
    CREEL_ASSIGN(LabelId label, existing(rule.name)); // another folder may have asked for it first
    if (!label.isValid()) {
        CREEL_ASSIGN(label, addFolderLabel(m_connection, rule.name));
    }
    m_rules[folder.path].label = label;
    return label;
}

Result<LabelId> FolderLabeller::existing(const QString& name)
{
    LabelStore store(m_connection);
    CREEL_ASSIGN(const std::optional<Label> living, store.byName(name));
    if (living)
        return living->id;
    CREEL_ASSIGN(const QList<Label> labels, store.all());
    QHash<LabelId, LabelId> mergedInto;
    LabelId id;
    for (const Label& label : labels) {
        mergedInto.insert(label.id, label.mergedInto);
        if (label.name.compare(name, Qt::CaseInsensitive) == 0)
            id = label.id;
    }
    while (mergedInto.value(id).isValid())
        id = mergedInto.value(id);
    return id;
}

Result<LabelId> addFolderLabel(Connection& connection, const QString& name)
{
    LabelStore store(connection);
    CREEL_ASSIGN(Label label, store.draft(name));
    CREEL_ASSIGN(label.id, store.put(label));
    JournalEntry entry;
    entry.at = QDateTime::currentMSecsSinceEpoch();
    entry.who = QStringLiteral("import");
    entry.origin = JournalOrigin::Import;
    entry.summary = ImportText::tr("Added label “%1” for a folder").arg(label.name);
    const JournalChange change{JournalEntity::Label, label.id.value(), std::nullopt, toJson(label)};
    CREEL_TRY(Journal(connection).append(entry, std::span(&change, 1)));
    return label.id;
}

} // namespace creel
