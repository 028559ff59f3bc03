#include "ui/dialogs/import_dialog.h"

#include "core/base/text.h"
#include "core/exchange/format_detection.h"
#include "ui/dialogs/dropped_paths.h"
#include "ui/dialogs/escape_button.h"
#include "ui/dialogs/label_name_delegate.h"
#include "ui/dialogs/message_line.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QVBoxLayout>

namespace creel {

namespace {

/// Counting is a courtesy; after this long the import itself may count.
constexpr int surveyLimitMs = 120'000;

/// The title of the format of annotations in a folder; empty where there are none but folders that are
/// classes.
QString annotationFormatIn(const BytePath& folder, const CancelToken& token)
{
    const auto formats = detectFormats(folder, JobContext(token, {}));
    const bool isDataset = formats && !formats->isEmpty() && formats->first() != &imageFolderFormat();
    return isDataset ? formats->first()->title() : QString();
}

} // namespace

ImportDialog::ImportDialog(const QList<BytePath>& folders, QWidget* parent)
    : QDialog(parent)
    , m_list(new QListWidget(this))
    , m_remove(new QPushButton(tr("&Remove"), this))
    , m_fromFolders(new QRadioButton(tr("&Folder names are labels"), this))
    , m_noLabels(new QRadioButton(tr("&No labels"), this))
    , m_table(new QTableView(this))
    , m_message(new MessageLine(this))
    , m_annotations(new QPushButton(this))
{
    setWindowTitle(tr("Import photos"));
    setAcceptDrops(true);
    resize(640, 640);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(Theme::gap);
    buildFolders(layout);
    buildLabels(layout);
    m_annotations->setAutoDefault(false);
    m_annotations->setToolTip(tr("Boxes and labels of the dataset come in with the photos"));
    m_annotations->hide();
    layout->addWidget(m_annotations, 0, Qt::AlignLeft);
    layout->addWidget(m_message);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setDefault(true);
    m_import->setToolTip(tr("Read these photos in the background (Enter)"));
    explainEscape(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    m_giveUp.setSingleShot(true);
    m_giveUp.setInterval(surveyLimitMs);
    connect(&m_giveUp, &QTimer::timeout, this, [this] { m_token.cancel(); });
    connect(this, &QDialog::finished, this, [this] { m_token.cancel(); });
    connect(m_annotations, &QPushButton::clicked, this, [this] {
        reject();
        Q_EMIT annotationsRequested(m_folders.first());
    });
    addFolders(folders);
    if (m_folders.isEmpty())
        survey();
}

ImportDialog::~ImportDialog()
{
    m_token.cancel();
    m_pool.waitForDone();
}

void ImportDialog::buildFolders(QVBoxLayout* layout)
{
    auto* add = new QPushButton(tr("&Add a folder…"), this);
    add->setAutoDefault(false);
    m_remove->setAutoDefault(false);
    m_remove->setToolTip(tr("Do not import the selected folders (Delete)"));
    add->setToolTip(tr("Import another folder, too"));
    add->setIcon(Theme::icon(QStringLiteral("plus")));
    m_remove->setIcon(Theme::icon(QStringLiteral("minus")));
    m_list->setAccessibleName(tr("Folders to import"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setItemDelegate(new RoomyDelegate(this));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setFixedHeight(96);
    m_list->installEventFilter(this);
    auto* title = new QLabel(tr("Photos from these folders, and from all folders in them:"), this);
    title->setBuddy(m_list);
    auto* bar = new QHBoxLayout;
    bar->addWidget(add);
    bar->addWidget(m_remove);
    bar->addStretch(1);
    layout->addWidget(title);
    layout->addWidget(m_list);
    layout->addLayout(bar);
    connect(add, &QPushButton::clicked, this, &ImportDialog::chooseFolder);
    connect(m_remove, &QPushButton::clicked, this, &ImportDialog::removeSelected);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &ImportDialog::refresh);
}

void ImportDialog::buildLabels(QVBoxLayout* layout)
{
    m_fromFolders->setChecked(true);
    m_fromFolders->setToolTip(tr("A photo begins with its folder's label, until you decide otherwise"));
    m_noLabels->setToolTip(tr("Photos begin without a label"));
    auto* choice = new QHBoxLayout;
    choice->setSpacing(3 * Theme::gap);
    choice->addWidget(m_fromFolders);
    choice->addWidget(m_noLabels);
    choice->addStretch(1);
    layout->addSpacing(Theme::gap);
    layout->addLayout(choice);
    layout->addWidget(m_table, 1);
    m_table->setModel(&m_mapping);
    m_table->setItemDelegate(new RoomyDelegate(this));
    m_table->setItemDelegateForColumn(FolderLabelItemModel::LabelColumn,
                                      new LabelNameDelegate(&m_labelNames, this));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::EditTriggers(QAbstractItemView::AllEditTriggers) &
                             ~QAbstractItemView::CurrentChanged);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setAccessibleName(tr("Label of each folder"));
    m_table->setToolTip(tr("Type a label, or leave it empty for none (F2)"));
    m_table->verticalHeader()->hide();
    QHeaderView* const header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(FolderLabelItemModel::FolderColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(FolderLabelItemModel::PhotosColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(FolderLabelItemModel::LabelColumn, QHeaderView::Stretch);
    connect(m_fromFolders, &QRadioButton::toggled, this, &ImportDialog::refresh);
    connect(&m_mapping, &FolderLabelItemModel::refused, this,
            [this](const QString& message) { m_message->sayProblem(message); });
}

void ImportDialog::setLabelNames(const QStringList& names)
{
    m_labelNames.setStringList(names);
}

void ImportDialog::addFolders(const QList<BytePath>& folders)
{
    bool isChanged = false;
    for (const BytePath& folder : folders) {
        if (m_folders.contains(folder))
            continue;
        m_folders.append(folder);
        auto* item = new QListWidgetItem(displayPath(folder), m_list);
        item->setToolTip(displayPath(folder));
        isChanged = true;
    }
    if (isChanged)
        survey();
}

void ImportDialog::chooseFolder()
{
    auto* chooser = new QFileDialog(this, tr("Add a folder of photos"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::Directory);
    connect(chooser, &QFileDialog::filesSelected, this, [this](const QStringList& chosen) {
        for (const QString& folder : chosen)
            addFolders({bytePathFromLocal(folder)});
    });
    chooser->open();
}

void ImportDialog::removeSelected()
{
    for (int row = m_list->count() - 1; row >= 0; --row) {
        if (!m_list->item(row)->isSelected())
            continue;
        m_folders.removeAt(row);
        delete m_list->takeItem(row);
    }
    survey();
}

ImportRequest ImportDialog::request() const
{
    ImportRequest request;
    request.paths = m_folders;
    if (m_fromFolders->isChecked()) {
        request.labels = FolderLabels::FromFolders;
        request.labelMapping = m_mapping.mapping();
    }
    return request;
}

QString ImportDialog::message() const
{
    return m_message->text();
}

void ImportDialog::survey()
{
    m_token.cancel();
    m_token = CancelToken();
    const quint64 survey = ++m_surveys;
    refresh();
    offerAnnotations({});
    if (m_folders.isEmpty()) {
        m_giveUp.stop();
        m_mapping.setClaims({});
        m_message->say(tr("No folder yet. Add one, or drop it here."));
        return;
    }
    m_message->say(tr("Counting photos…"));
    m_giveUp.start();
    m_pool.start([this, survey, folders = m_folders, token = m_token] {
        auto scan = scanFolders(folders, token);
        const QString annotations =
            folders.size() == 1 ? annotationFormatIn(folders.first(), token) : QString();
        QMetaObject::invokeMethod(
            this,
            [this, survey, scan = std::move(scan), annotations] {
                if (survey != m_surveys)
                    return;
                offerAnnotations(annotations);
                showSurvey(scan);
            },
            Qt::QueuedConnection);
    });
}

void ImportDialog::showSurvey(const Result<FolderScan>& scan)
{
    m_giveUp.stop();
    if (!scan && scan.error().code == ErrorCode::Cancelled) {
        m_message->say(tr("Too much to count beforehand. The import counts while it reads."));
        return;
    }
    if (!scan) {
        m_message->sayProblem(scan.error().message);
        return;
    }
    m_mapping.setClaims(folderClaims(*scan));
    const qint64 count = scan->fileCount();
    if (!scan->unreadable.empty())
        m_message->sayProblem(tr("%1 found. %2 cannot be read.")
                                  .arg(photoCountText(count), displayPath(scan->unreadable.front())));
    else if (count == 0)
        m_message->sayProblem(tr("There are no photos in here."));
    else
        m_message->say(tr("%1 found.").arg(photoCountText(count)));
    refresh();
    Q_EMIT surveyed();
}

void ImportDialog::offerAnnotations(const QString& formatTitle)
{
    m_annotations->setVisible(!formatTitle.isEmpty());
    m_annotations->setText(tr("Import its annotations, &too (%1)…").arg(formatTitle));
}

void ImportDialog::refresh()
{
    if (!m_import)
        return;
    m_import->setEnabled(!m_folders.isEmpty());
    m_remove->setEnabled(!m_list->selectedItems().isEmpty());
    m_table->setEnabled(m_fromFolders->isChecked());
}

void ImportDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    addFolders(droppedPaths(event->mimeData()));
}

bool ImportDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace creel
