#include "tests/support/cli_catalog.h"

#include "tests/support/drawn_photo.h"

namespace creel::test {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QJsonValue field(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key));
}

ProgramRun CliCatalog::run(const QString& command, const QStringList& rest, const QByteArray& input) const
{
    return runCreel(
        QStringList{command, QStringLiteral("--catalog"), catalog(), QStringLiteral("--json")} + rest, input);
}

QList<QJsonObject> CliCatalog::linesOf(const QString& command, const QStringList& rest,
                                       const QByteArray& input) const
{
    const ProgramRun result = run(command, rest, input);
    if (result.exitCode != 0)
        qFatal("creel %s failed: %s", qPrintable(command), result.text().constData());
    return result.lines();
}

void CliCatalog::importFour() const
{
    writeFile(photos("brown trout/1.jpg"), encoded(drawnPhoto(1)));
    writeFile(photos("brown trout/2.jpg"),
              withMetadata(encoded(drawnPhoto(2)), {{"Exif.Photo.DateTimeOriginal", "2021:06:05 07:08:09"},
                                                    {"Exif.GPSInfo.GPSLatitudeRef", "N"},
                                                    {"Exif.GPSInfo.GPSLatitude", "46/1 30/1 0/1"},
                                                    {"Exif.GPSInfo.GPSLongitudeRef", "W"},
                                                    {"Exif.GPSInfo.GPSLongitude", "110/1 15/1 0/1"}}));
    writeFile(photos("bull trout/3.jpg"), encoded(drawnPhoto(3)));
    writeFile(photos("bull trout/4.png"), encoded(drawnPhoto(4), "png"));
    linesOf(QStringLiteral("import"), {displayPath(photos())});
}

QJsonObject CliCatalog::photo(qint64 id) const
{
    const auto lines = linesOf(QStringLiteral("list"), {QStringLiteral("--id"), QString::number(id)});
    return lines.size() == 1 ? lines.first() : QJsonObject();
}

QJsonObject CliCatalog::label(const QString& name) const
{
    for (const QJsonObject& line : linesOf(QStringLiteral("labels"))) {
        if (field(line, "name").toString() == name)
            return line;
    }
    return {};
}

} // namespace creel::test
