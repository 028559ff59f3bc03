#include "core/demo/pond_plan.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSet>
#include <QTimeZone>

#include <algorithm>

namespace creel::demo {

namespace {

constexpr double wrongShare = 0.08;

/// Where Montana's trout live; bull trout only west of the divide.
struct River
{
    double latitude;
    double longitude;
    bool hasBullTrout;
};

constexpr std::array rivers{
    River{45.345, -111.720, false}, // Madison
    River{45.397, -111.228, false}, // Gallatin
    River{45.445, -110.625, false}, // Yellowstone
    River{47.072, -111.962, false}, // Missouri
    River{46.902, -113.755, true},  // Blackfoot
    River{46.452, -114.128, true},  // Bitterroot
    River{46.510, -113.655, true},  // Rock Creek
    River{48.352, -114.005, true},  // Flathead, middle fork
};

/// Decides about a pond's files one after the other.
class Planner
{
public:
    Planner(quint32 seed, int troutPerSpecies) : m_random(uint64_t(seed) * 2654435761U + 97)
    {
        m_plan.seed = seed;
        m_plan.troutPerSpecies = troutPerSpecies;
    }

    PondPlan plan()
    {
        for (const Species species : allSpecies) {
            for (int i = 0; i < m_plan.troutPerSpecies; ++i)
                add(trout(species));
        }
        misplaceSome();
        addCopies();
        for (int i = 0; i < 5; ++i) {
            add(thing(PlantedKind::TackleBox));
            add(thing(PlantedKind::River));
        }
        for (const Problem problem : {Problem::Empty, Problem::NotAPhoto, Problem::Truncated}) {
            add(broken(problem));
            add(broken(problem));
        }
        return m_plan;
    }

private:
    bool chance(double share) { return m_random.uniform(0.0, 1.0) < share; }
    Species anySpecies() { return allSpecies[size_t(m_random.uniform(0, int(allSpecies.size())))]; }

    /// Names as scrapers give them: they say nothing.
    QString freeName()
    {
        QString name;
        do
            name = QStringLiteral("%1").arg(m_random.next(), 8, 16, QLatin1Char('0'));
        while (m_names.contains(name));
        m_names.insert(name);
        return name;
    }

    void add(PlantedFile file)
    {
        file.path = QStringLiteral("photos/%1/%2.jpg").arg(speciesName(file.folder), freeName());
        m_plan.files.append(file);
    }

    PlantedFile trout(Species species)
    {
        PlantedFile file;
        file.species = file.folder = species;
        file.scene = allScenes[size_t(m_random.uniform(0, int(allScenes.size())))];
        if (chance(0.6))
            file.takenAt = summerDay();
        if (chance(0.45))
            file.position = place(species);
        return file;
    }

    PlantedFile thing(PlantedKind kind)
    {
        PlantedFile file;
        file.kind = kind;
        file.folder = anySpecies();
        return file;
    }

    PlantedFile broken(Problem problem)
    {
        PlantedFile file = trout(anySpecies());
        file.kind = PlantedKind::Broken;
        file.problem = problem;
        file.takenAt.reset();
        file.position.reset();
        return file;
    }

    qint64 summerDay()
    {
        const QDate day(m_random.uniform(2018, 2025), m_random.uniform(6, 10), m_random.uniform(1, 29));
        const QTime time(m_random.uniform(6, 21), m_random.uniform(0, 60), m_random.uniform(0, 60));
        return QDateTime(day, time, QTimeZone::utc()).toSecsSinceEpoch();
    }

    GeoPosition place(Species species)
    {
        River river = rivers[size_t(m_random.uniform(0, int(rivers.size())))];
        while (species == Species::Bull && !river.hasBullTrout)
            river = rivers[size_t(m_random.uniform(0, int(rivers.size())))];
        return {river.latitude + m_random.uniform(-0.04, 0.04),
                river.longitude + m_random.uniform(-0.04, 0.04)};
    }

    /// Trout that no other choice has taken yet.
    int pickTrout()
    {
        for (;;) {
            const int index = m_random.uniform(0, m_plan.troutPerSpecies * int(allSpecies.size()));
            if (m_picked.contains(index))
                continue;
            m_picked.insert(index);
            return index;
        }
    }

    void misplaceSome()
    {
        const int count = qRound(wrongShare * m_plan.troutPerSpecies * int(allSpecies.size()));
        for (int i = 0; i < count; ++i) {
            PlantedFile& file = m_plan.files[pickTrout()];
            while (file.folder == file.species)
                file.folder = anySpecies();
            file.path = QStringLiteral("photos/%1/%2")
                            .arg(speciesName(file.folder), file.path.section(QLatin1Char('/'), -1));
        }
    }

    void addCopies()
    {
        using enum CopyKind;
        for (const CopyKind kind : {Exact,      Exact,      Exact,    Exact,    Exact,    Exact,   Reencoded,
                                    Reencoded,  Reencoded,  Resized,  Resized,  Resized,  Cropped, Cropped,
                                    Brightened, Brightened, Mirrored, Mirrored, Mirrored, Mirrored}) {
            const int original = pickTrout();
            PlantedFile file = m_plan.files[original];
            file.copy = kind;
            file.original = original;
            if (kind != Exact) { // what saves a photo again seldom keeps its facts
                file.takenAt.reset();
                file.position.reset();
            }
            add(file);
        }
    }

    cv::RNG m_random;
    PondPlan m_plan;
    QSet<QString> m_names;
    QSet<int> m_picked;
};

QString kindName(PlantedKind kind)
{
    static const std::array names{"trout", "tackle_box", "river", "broken"};
    return QString::fromLatin1(names[size_t(kind)]);
}

QString copyName(CopyKind copy)
{
    static const std::array names{"", "exact", "reencoded", "resized", "cropped", "brightened", "mirrored"};
    return QString::fromLatin1(names[size_t(copy)]);
}

QJsonObject toJson(const PlantedFile& file, const QList<PlantedFile>& files)
{
    QJsonObject json{{QStringLiteral("path"), file.path},
                     {QStringLiteral("kind"), kindName(file.kind)},
                     {QStringLiteral("folder_label"), speciesName(file.folder)}};
    if (file.kind == PlantedKind::Trout) {
        json.insert(QStringLiteral("species"), speciesName(file.species));
        json.insert(QStringLiteral("scene"), sceneName(file.scene));
        json.insert(QStringLiteral("wrong_label"), file.hasWrongLabel());
    }
    if (file.copy != CopyKind::None) {
        json.insert(QStringLiteral("copy"), copyName(file.copy));
        json.insert(QStringLiteral("copy_of"), files[file.original].path);
    }
    if (file.problem != Problem::None)
        json.insert(QStringLiteral("problem"), problemName(file.problem));
    if (file.takenAt)
        json.insert(QStringLiteral("taken_at"), QDateTime::fromSecsSinceEpoch(*file.takenAt, QTimeZone::utc())
                                                    .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")));
    if (file.position) {
        json.insert(QStringLiteral("lat"), file.position->latitude);
        json.insert(QStringLiteral("lon"), file.position->longitude);
    }
    return json;
}

} // namespace

PondPlan planPond(quint32 seed, int troutPerSpecies)
{
    return Planner(seed, troutPerSpecies).plan();
}

QJsonObject toJson(const PondPlan& plan)
{
    QJsonArray files;
    for (const PlantedFile& file : plan.files)
        files.append(toJson(file, plan.files));
    return {{QStringLiteral("pond"), 1},
            {QStringLiteral("seed"), qint64(plan.seed)},
            {QStringLiteral("trout_per_species"), plan.troutPerSpecies},
            {QStringLiteral("files"), files}};
}

} // namespace creel::demo
