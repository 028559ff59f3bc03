#include "core/demo/pond_report.h"

#include "core/catalog/prediction_store.h"
#include "core/catalog/split_store.h"
#include "core/review/photo_index.h"

#include <QCoreApplication>
#include <QDir>
#include <QSet>

namespace creel::demo {

namespace {

struct ReportText
{
    Q_DECLARE_TR_FUNCTIONS(PondReport)
};

/// Compares one catalog with one plan.
class PondExaminer
{
public:
    PondExaminer(const Pond& pond, const PhotoIndex& index, PhotoStore& photos)
        : m_pond(pond), m_index(index), m_photos(photos)
    {}

    Result<QList<PondFinding>> examine()
    {
        findFiles();
        compareFacts();
        compareCopies();
        countFalseGroups();
        CREEL_TRY(compareExif());
        return QList<PondFinding>{m_files,         m_wrongLabels, m_junk,        m_exact,
                                  m_near,          m_mirrored,    m_falseGroups, m_problems,
                                  m_falseProblems, m_dates,       m_positions};
    }

    Result<PondFinding> score(Connection& catalog, const ModelRecord& model)
    {
        findFiles();
        PondFinding right{
            QStringLiteral("species"),
            ReportText::tr("trout named rightly by the network %1, which had not seen them").arg(model.name)};
        CREEL_ASSIGN(const auto sides, SplitStore(catalog).all());
        PredictionStore predictions(catalog);
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            const PlantedFile& file = m_pond.plan.files[i];
            const PhotoId id = m_rows[i] ? m_index.id(*m_rows[i]) : PhotoId();
            if (file.kind != PlantedKind::Trout || sides.value(id, SplitPart::Train) == SplitPart::Train)
                continue;
            CREEL_ASSIGN(const auto prediction, predictions.byPhoto(model.id, id));
            if (prediction)
                count(right, model.info.classes[prediction->best] == speciesName(file.species));
        }
        return right;
    }

private:
    using Row = PhotoIndex::Row;

    void findFiles()
    {
        QHash<BytePath, Row> byPath;
        for (size_t row = 0; row < m_index.size(); ++row)
            byPath.insert(m_index.absolutePath(Row(row)), Row(row));
        const QString folder = QDir(m_pond.folder).absolutePath();
        for (const PlantedFile& file : m_pond.plan.files) {
            const auto row = byPath.constFind(bytePathFromLocal(folder + QLatin1Char('/') + file.path));
            m_rows.append(row == byPath.cend() ? std::nullopt : std::optional(*row));
        }
    }

    static void count(PondFinding& finding, bool isFound)
    {
        ++finding.planted;
        finding.found += isFound ? 1 : 0;
    }

    void compareFacts()
    {
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            const PlantedFile& file = m_pond.plan.files[i];
            count(m_files, m_rows[i].has_value());
            m_wrongLabels.planted += file.hasWrongLabel() ? 1 : 0;
            m_junk.planted += file.kind == PlantedKind::TackleBox || file.kind == PlantedKind::River ? 1 : 0;
            const Problem problem = m_rows[i] ? m_index.facts(*m_rows[i]).problem : Problem::None;
            if (file.problem != Problem::None)
                count(m_problems, problem == file.problem);
            else if (problem != Problem::None)
                ++m_falseProblems.found;
        }
    }

    void compareCopies()
    {
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            const PlantedFile& file = m_pond.plan.files[i];
            if (file.copy == CopyKind::None)
                continue;
            const auto [exact, near] = relation(m_rows[i], m_rows[file.original]);
            if (file.copy == CopyKind::Exact)
                count(m_exact, exact);
            else
                count(file.copy == CopyKind::Mirrored ? m_mirrored : m_near, near);
        }
    }

    /// Whether the catalog knows two photos as the same bytes, and as near duplicates.
    std::pair<bool, bool> relation(std::optional<Row> a, std::optional<Row> b) const
    {
        if (!a || !b)
            return {false, false};
        const PhotoFacts& one = m_index.facts(*a);
        const PhotoFacts& other = m_index.facts(*b);
        return {one.duplicateOf == other.id || other.duplicateOf == one.id,
                one.nearGroup.isValid() && one.nearGroup == other.nearGroup};
    }

    /// Groups that put photos together which are no copies of each other.
    void countFalseGroups()
    {
        QHash<PhotoId, QSet<qsizetype>> originals;
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            const PlantedFile& file = m_pond.plan.files[i];
            if (m_rows[i] && m_index.facts(*m_rows[i]).nearGroup.isValid())
                originals[m_index.facts(*m_rows[i]).nearGroup].insert(file.original < 0 ? i : file.original);
        }
        for (const QSet<qsizetype>& group : originals)
            m_falseGroups.found += group.size() > 1 ? 1 : 0;
    }

    Result<void> compareExif()
    {
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            const PlantedFile& file = m_pond.plan.files[i];
            if (!file.takenAt && !file.position)
                continue;
            Photo photo;
            if (m_rows[i]) {
                CREEL_ASSIGN(const auto found, m_photos.byId(m_index.id(*m_rows[i])));
                photo = found.value_or(Photo());
            }
            if (file.takenAt)
                count(m_dates, photo.takenAt == file.takenAt);
            if (file.position)
                count(m_positions, photo.position &&
                                       qAbs(photo.position->latitude - file.position->latitude) < 1e-5 &&
                                       qAbs(photo.position->longitude - file.position->longitude) < 1e-5);
        }
        return {};
    }

    const Pond& m_pond;
    const PhotoIndex& m_index;
    PhotoStore& m_photos;
    QList<std::optional<Row>> m_rows; ///< of the plan's files
    PondFinding m_files{QStringLiteral("files"), ReportText::tr("files")};
    PondFinding m_wrongLabels{QStringLiteral("wrong_labels"),
                              ReportText::tr("trout in the wrong folder, for you to find")};
    PondFinding m_junk{QStringLiteral("junk"), ReportText::tr("tackle boxes and rivers, for you to reject")};
    PondFinding m_exact{QStringLiteral("exact_duplicates"), ReportText::tr("exact duplicates")};
    PondFinding m_near{QStringLiteral("near_duplicates"), ReportText::tr("near duplicates")};
    PondFinding m_mirrored{QStringLiteral("mirrored_duplicates"), ReportText::tr("mirrored duplicates")};
    PondFinding m_falseGroups{QStringLiteral("false_groups"),
                              ReportText::tr("groups of photos that are no copies")};
    PondFinding m_problems{QStringLiteral("problems"), ReportText::tr("broken files, with the right reason")};
    PondFinding m_falseProblems{QStringLiteral("false_problems"),
                                ReportText::tr("sound files taken for broken")};
    PondFinding m_dates{QStringLiteral("dates"), ReportText::tr("dates")};
    PondFinding m_positions{QStringLiteral("positions"), ReportText::tr("positions")};
};

} // namespace

Result<QList<PondFinding>> examinePond(Connection& catalog, const Pond& pond)
{
    CREEL_ASSIGN(const auto index, PhotoIndex::load(catalog));
    PhotoStore photos(catalog);
    return PondExaminer(pond, *index, photos).examine();
}

Result<PondFinding> scoreModel(Connection& catalog, const Pond& pond, const ModelRecord& model)
{
    CREEL_ASSIGN(const auto index, PhotoIndex::load(catalog));
    PhotoStore photos(catalog);
    return PondExaminer(pond, *index, photos).score(catalog, model);
}

} // namespace creel::demo
