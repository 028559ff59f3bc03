#include "core/base/text.h"
#include "core/dataset/dataset_text.h"
#include "core/dataset/snapshot.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace creel {

namespace {

constexpr qint64 fewPhotos = 10; // of a class: its own score means nothing
constexpr qint64 strongImbalance = 20;

struct ReasonText
{
    LeftOut reason;
    const char* name;
    const char* one;  ///< after "1 "
    const char* many; ///< after any other number
};

constexpr ReasonText reasonTexts[] = {
    {LeftOut::Rejected, "rejected", QT_TRANSLATE_NOOP("DatasetText", "rejected"),
     QT_TRANSLATE_NOOP("DatasetText", "rejected")},
    {LeftOut::Unreviewed, "unreviewed", QT_TRANSLATE_NOOP("DatasetText", "not reviewed yet"),
     QT_TRANSLATE_NOOP("DatasetText", "not reviewed yet")},
    {LeftOut::NoLabel, "no_label", QT_TRANSLATE_NOOP("DatasetText", "without a label"),
     QT_TRANSLATE_NOOP("DatasetText", "without a label")},
    {LeftOut::Missing, "missing", QT_TRANSLATE_NOOP("DatasetText", "missing file"),
     QT_TRANSLATE_NOOP("DatasetText", "missing files")},
    {LeftOut::Problem, "problem", QT_TRANSLATE_NOOP("DatasetText", "damaged or no photo"),
     QT_TRANSLATE_NOOP("DatasetText", "damaged or no photos")},
    {LeftOut::Copy, "copy", QT_TRANSLATE_NOOP("DatasetText", "copy of another photo"),
     QT_TRANSLATE_NOOP("DatasetText", "copies of another photo")},
    {LeftOut::LabelsDiffer, "labels_differ", QT_TRANSLATE_NOOP("DatasetText", "copy with a different label"),
     QT_TRANSLATE_NOOP("DatasetText", "copies with different labels")},
    {LeftOut::OtherSide, "other_side", QT_TRANSLATE_NOOP("DatasetText", "copy on the side that tests"),
     QT_TRANSLATE_NOOP("DatasetText", "copies on the side that tests")}};

} // namespace

QString leftOutName(LeftOut reason)
{
    return QString::fromLatin1(reasonTexts[size_t(reason)].name);
}

QString leftOutText(LeftOut reason, qint64 count)
{
    const ReasonText& text = reasonTexts[size_t(reason)];
    return DatasetText::tr("%1 %2").arg(
        numberText(count), QCoreApplication::translate("DatasetText", count == 1 ? text.one : text.many));
}

QStringList warningsOf(const Snapshot& snapshot)
{
    QStringList warnings;
    const auto say = [&](const QString& warning) {
        warnings.append(warning);
    };
    qint64 least = std::numeric_limits<qint64>::max(), most = 0;
    for (qsizetype i = 0; i < snapshot.classes.size(); ++i) {
        const auto& [train, valid, test] = snapshot.counts[size_t(i)];
        const qint64 all = train + valid + test;
        least = std::min(least, all);
        most = std::max(most, all);
        if (train == 0 || valid == 0)
            say(DatasetText::tr("%1 has no photo to %2.")
                    .arg(snapshot.classes[i],
                         train == 0 ? DatasetText::tr("train on") : DatasetText::tr("test on")));
        else if (all < fewPhotos)
            say(DatasetText::tr("%1 has only %2: too few to learn it or to trust its score.")
                    .arg(snapshot.classes[i], photoCountText(all)));
    }
    if (least > 0 && most >= strongImbalance * least)
        say(DatasetText::tr("The largest class has %1 times the photos of the smallest: balance the classes "
                            "in the recipe, or collect more.")
                .arg(most / least));
    if (const qint64 differ = snapshot.leftOut.value(LeftOut::LabelsDiffer))
        say(DatasetText::tr("%1 are the same photo with different labels. Decide which is right.")
                .arg(photoCountText(differ)));
    if (const qint64 apart = snapshot.leftOut.value(LeftOut::OtherSide))
        say((apart == 1
                 ? DatasetText::tr("%1 takes no part, because a copy of it was found on the side that tests.")
                 : DatasetText::tr(
                       "%1 take no part, because copies of them were found on the side that tests."))
                .arg(photoCountText(apart)));
    return warnings;
}

QJsonObject toJson(const Snapshot& snapshot)
{
    QJsonArray classes;
    for (qsizetype i = 0; i < snapshot.classes.size(); ++i) {
        QJsonObject json{{QStringLiteral("class"), snapshot.classes[i]}};
        for (int part = 0; part < splitParts; ++part)
            json.insert(partName(SplitPart(part)), snapshot.counts[size_t(i)][size_t(part)]);
        classes.append(json);
    }
    QJsonObject leftOut;
    for (auto entry = snapshot.leftOut.cbegin(); entry != snapshot.leftOut.cend(); ++entry)
        leftOut.insert(leftOutName(entry.key()), *entry);
    QJsonObject json{{QStringLiteral("photos"), qint64(snapshot.photos.size())},
                     {QStringLiteral("unreviewed"), snapshot.unreviewed},
                     {QStringLiteral("classes"), classes},
                     {QStringLiteral("left_out"), leftOut},
                     {QStringLiteral("warnings"), QJsonArray::fromStringList(snapshot.warnings)},
                     {QStringLiteral("split"), QString::fromLatin1(snapshot.splitDigest)}};
    for (int part = 0; part < splitParts; ++part)
        json.insert(partName(SplitPart(part)), snapshot.count(SplitPart(part)));
    return json;
}

} // namespace creel
