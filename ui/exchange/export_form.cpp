#include "ui/exchange/export_form.h"

#include "core/base/text.h"
#include "ui/exchange/form_parts.h"
#include "ui/exchange/format_text.h"
#include "ui/exchange/path_field.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace creel {

namespace {

const QString settingKey = QStringLiteral("export");

} // namespace

ExportForm::ExportForm(Desk& desk, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_shown(desk, PhotoChoice::Shown)
    , m_selected(desk, PhotoChoice::Selected)
    , m_format(new QComboBox(this))
    , m_description(new QLabel(this))
    , m_which(new QComboBox(this))
    , m_onlyAccepted(new QCheckBox(tr("Only &accepted photos"), this))
    , m_parts(new QCheckBox(tr("Keep train, &valid and test apart"), this))
    , m_link(new QComboBox(this))
    , m_upright(new QCheckBox(tr("Save &turned photos again, upright"), this))
    , m_noPosition(new QCheckBox(tr("Take the &GPS position out of the copies"), this))
    , m_folder(new PathField(tr("Folder to export into"), tr("C&hoose…"),
                             tr("Choose the folder to export into"), {}, this))
    , m_overwrite(new QCheckBox(tr("&Replace files of the same name"), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::halfGap);
    addFormat(layout);
    addPhotos(layout);
    addFiles(layout);
    addFolder(layout);
    layout->addStretch(1);
    recall();
    onFormatChanged();
    for (QComboBox* box : {m_which, m_link})
        connect(box, &QComboBox::currentIndexChanged, this, &ExportForm::follow);
    for (QCheckBox* box : {m_onlyAccepted, m_parts, m_upright, m_noPosition, m_overwrite})
        connect(box, &QCheckBox::toggled, this, &ExportForm::follow);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportForm::onFormatChanged);
    connect(m_folder, &PathField::changed, this, &ExportForm::changed);
}

void ExportForm::addFormat(QVBoxLayout* layout)
{
    addFormHeading(layout, tr("&Format"), m_format);
    for (const AnnotationFormat* format : annotationFormats())
        m_format->addItem(format->title(), format->name());
    m_format->setMaxVisibleItems(m_format->count());
    explain(m_format, tr("Format"), tr("How the dataset is written"));
    m_description->setWordWrap(true);
    m_description->setForegroundRole(QPalette::PlaceholderText);
    m_description->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_description->setMinimumHeight(2 * m_description->fontMetrics().lineSpacing()); // nothing jumps below
    layout->addWidget(m_format);
    layout->addWidget(m_description);
}

void ExportForm::addPhotos(QVBoxLayout* layout)
{
    addFormHeading(layout, tr("&Photos"), m_which);
    m_which->addItem(tr("The whole catalog (%1)").arg(photoCountText(m_desk.counts().total)),
                     PhotoChoice::Catalog);
    m_which->addItem(tr("The photos shown (%1)").arg(photoCountText(m_desk.model()->rowCount())),
                     PhotoChoice::Shown);
    m_which->addItem(tr("The photos selected (%1)").arg(photoCountText(m_desk.selectedCount())),
                     PhotoChoice::Selected);
    if (m_desk.selectedCount() > 1)
        m_which->setCurrentIndex(PhotoChoice::Selected);
    else if (!m_desk.filter().isEmpty())
        m_which->setCurrentIndex(PhotoChoice::Shown);
    explain(m_which, tr("Which photos"), tr("Of these; rejected photos never leave"));
    m_onlyAccepted->setToolTip(tr("Leave out what nobody has accepted yet"));
    m_parts->setToolTip(tr("A folder or list for each part of the catalog's split; photos in no part stay"));
    for (QWidget* part : std::initializer_list<QWidget*>{m_which, m_onlyAccepted, m_parts})
        layout->addWidget(part);
}

void ExportForm::addFiles(QVBoxLayout* layout)
{
    addFormHeading(layout, tr("F&iles"), m_link);
    m_link->addItem(tr("Copy the photos"), int(PhotoLink::Copy));
    m_link->addItem(tr("Hard links to the photos (same disk)"), int(PhotoLink::Hard));
    m_link->addItem(tr("Symbolic links to the photos"), int(PhotoLink::Symbolic));
    m_link->addItem(tr("No photos, only what is said of them"), int(PhotoLink::None));
    explain(m_link, tr("How the photos get there"),
            tr("Links take no space; a copy stays what it is when the original is edited"));
    m_upright->setToolTip(
        tr("Photos that EXIF says to turn are saved again, turned, so that every reader sees "
           "them upright. Otherwise each file stays byte for byte."));
    m_noPosition->setToolTip(tr("Nobody can read from the copies where they were taken"));
    for (QWidget* part : std::initializer_list<QWidget*>{m_link, m_upright, m_noPosition})
        layout->addWidget(part);
}

void ExportForm::addFolder(QVBoxLayout* layout)
{
    addFormHeading(layout, tr("F&older"), m_folder);
    layout->addWidget(m_folder);
    layout->addWidget(m_overwrite);
    m_folder->edit()->setToolTip(tr("Made if it is not there"));
    m_overwrite->setToolTip(
        tr("Otherwise the export stops at the first file that is there already. Originals "
           "are never replaced."));
}

void ExportForm::recall()
{
    const QJsonObject last = m_desk.setting(settingKey).toObject();
    m_format->setCurrentIndex(std::max(
        0, m_format->findData(last.value(QStringLiteral("format")).toString(QStringLiteral("voc")))));
    m_link->setCurrentIndex(std::max(0, m_link->findData(last.value(QStringLiteral("link")).toInt())));
    m_onlyAccepted->setChecked(last.value(QStringLiteral("only_accepted")).toBool());
    m_parts->setChecked(last.value(QStringLiteral("parts")).toBool());
    m_upright->setChecked(last.value(QStringLiteral("upright")).toBool());
    m_noPosition->setChecked(last.value(QStringLiteral("no_position")).toBool());
}

void ExportForm::remember()
{
    m_desk.setSetting(settingKey, QJsonObject{{QStringLiteral("format"), m_format->currentData().toString()},
                                              {QStringLiteral("link"), m_link->currentData().toInt()},
                                              {QStringLiteral("only_accepted"), m_onlyAccepted->isChecked()},
                                              {QStringLiteral("parts"), m_parts->isChecked()},
                                              {QStringLiteral("upright"), m_upright->isChecked()},
                                              {QStringLiteral("no_position"), m_noPosition->isChecked()}});
}

ExportRequest ExportForm::request() const
{
    ExportRequest request;
    request.format = m_format->currentData().toString();
    request.folder = m_folder->path(QFileInfo(m_desk.catalogPath()).path());
    request.onlyAccepted = m_onlyAccepted->isChecked();
    request.hasParts = m_parts->isChecked();
    request.link = PhotoLink(m_link->currentData().toInt());
    request.isUpright = m_upright->isChecked() && m_upright->isEnabled();
    request.withoutPosition = m_noPosition->isChecked() && m_noPosition->isEnabled();
    request.mayOverwrite = m_overwrite->isChecked();
    request.keepsClassOrder = true; // the preview says so
    return request;
}

PhotoChoice ExportForm::choice() const
{
    switch (m_which->currentData().toInt()) {
    case PhotoChoice::Shown:
        return m_shown;
    case PhotoChoice::Selected:
        return m_selected;
    default:
        return {};
    }
}

void ExportForm::onFormatChanged()
{
    m_description->setText(formatDescription(m_format->currentData().toString()));
    if (m_folder->text() == m_proposed) {
        m_proposed = proposedFolder();
        m_folder->setPath(bytePathFromLocal(m_proposed));
    }
    follow();
}

void ExportForm::follow()
{
    const PhotoLink link = PhotoLink(m_link->currentData().toInt());
    m_upright->setEnabled(link == PhotoLink::Copy);
    m_noPosition->setEnabled(link == PhotoLink::Copy || link == PhotoLink::None);
    Q_EMIT changed();
}

QString ExportForm::proposedFolder() const
{
    const QFileInfo catalog(m_desk.catalogPath());
    return catalog.dir().filePath(catalog.completeBaseName() + QLatin1Char('-') +
                                  m_format->currentData().toString());
}

} // namespace creel
